/** An example of a read model that is exact: events are counted in the transaction in which the checkpoint is written. */
module dev.eventstore.example.totals {
    requires dev.eventstore.core;
    requires dev.eventstore.postgres;
    requires static org.jspecify;
}

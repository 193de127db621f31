/** An example of processes of one's own. A store finds them by {@code ServiceLoader}; programs ask them by their names. */
module dev.eventstore.example.counter {
    requires transitive dev.eventstore.api;
    requires static org.jspecify;

    exports dev.eventstore.example.counter;

    // Messages, answers and states are written and read as JSON.
    opens dev.eventstore.example.counter to
            com.fasterxml.jackson.databind;

    provides dev.eventstore.api.cluster.ProcessFactory with
            dev.eventstore.example.counter.CounterFactory;
}

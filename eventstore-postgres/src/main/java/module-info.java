/**
 * Storage over PostgreSQL, found by its provider; and what an application does with connections of its own.
 */
module dev.eventstore.postgres {
    requires transitive dev.eventstore.core;
    requires transitive java.sql;
    requires com.zaxxer.hikari;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.eventstore.postgres;

    provides dev.eventstore.core.spi.move.StoreMover with
            dev.eventstore.postgres.elixir.ElixirMover;
    provides dev.eventstore.core.spi.storage.StorageProvider with
            dev.eventstore.postgres.PostgresStorageProvider;
}

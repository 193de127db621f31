/**
 * Storage over PostgreSQL, found by its provider; it exports nothing.
 */
module dev.eventstore.postgres {
    requires dev.eventstore.core;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    provides dev.eventstore.core.spi.move.StoreMover with
            dev.eventstore.postgres.elixir.ElixirMover;
    provides dev.eventstore.core.spi.storage.StorageProvider with
            dev.eventstore.postgres.PostgresStorageProvider;
}

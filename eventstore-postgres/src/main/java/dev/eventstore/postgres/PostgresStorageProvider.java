package dev.eventstore.postgres;

import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.postgres.jdbc.PostgresConfig;

/**
 * Makes the storage {@code postgres}. Stateless; found by {@code ServiceLoader}.
 */
public final class PostgresStorageProvider implements StorageProvider {

    /** For {@code ServiceLoader}. */
    public PostgresStorageProvider() {}

    @Override
    public String id() {
        return "postgres";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Storage create(Context context) {
        return new PostgresStorage(PostgresConfig.from(context.settings()), context, null);
    }
}

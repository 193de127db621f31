package dev.eventstore.postgres;

import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Makes storages over one {@code DataSource} of the application. Immutable.
 */
final class SharedSourceProvider implements StorageProvider {

    private final DataSource source;

    SharedSourceProvider(DataSource source) {
        this.source = Objects.requireNonNull(source, "source must not be null");
    }

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
        return new PostgresStorage(PostgresConfig.shared(context.settings()), context, source);
    }
}

package dev.eventstore.example.encrypted;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;

/** Offers the storage {@code encrypted}. Stateless. */
public final class EncryptedStorageProvider implements StorageProvider {

    /** Called by {@code ServiceLoader}. */
    public EncryptedStorageProvider() {}

    @Override
    public String id() {
        return "encrypted";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Storage create(Context context) {
        Settings settings = context.settings();
        Sealing sealing = new Sealing(Keys.read(settings), settings.flag("read-plain"));
        String id = settings.text("storage");
        Storage inner = context.others().apply(id);
        if (inner.requiresJson()) {
            inner.close();
            throw new ConfigurationException(
                    "eventstore.encrypted.storage",
                    id,
                    "a storage that keeps bytes: what is sealed is no JSON document; set eventstore." + id
                            + ".payload to bytea",
                    null);
        }
        return new EncryptedStorage(inner, sealing);
    }
}

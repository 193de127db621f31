/** An example of a third party's storage: it encrypts payloads around the storage of another plugin. */
module dev.eventstore.example.encrypted {
    requires dev.eventstore.core;
    requires static org.jspecify;

    provides dev.eventstore.core.spi.storage.StorageProvider with
            dev.eventstore.example.encrypted.EncryptedStorageProvider;
}

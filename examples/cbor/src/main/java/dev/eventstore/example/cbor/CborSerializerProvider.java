package dev.eventstore.example.cbor;

import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.Settings;

/** Offers the serializer {@code cbor}. Stateless. */
public final class CborSerializerProvider implements SerializerProvider {

    /** Called by {@code ServiceLoader}. */
    public CborSerializerProvider() {}

    @Override
    public String id() {
        return "cbor";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Serializer create(Settings settings) {
        return new CborSerializer(settings.flag("read-json"));
    }
}

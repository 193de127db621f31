package com.example.rival;

import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.Settings;

/** Another serializer that is called cbor. */
public final class RivalSerializerProvider implements SerializerProvider {

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
        throw new UnsupportedOperationException("it is refused before it is asked");
    }
}

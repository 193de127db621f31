package dev.eventstore.core.json;

import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.Settings;

/** Provides the serializer {@code json}. Thread-safe. */
public final class JsonSerializerProvider implements SerializerProvider {

    /** Called by {@code ServiceLoader}. */
    public JsonSerializerProvider() {}

    @Override
    public String id() {
        return "json";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Serializer create(Settings settings) {
        return new JsonSerializer();
    }
}

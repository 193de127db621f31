package com.example.outdated;

import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.Settings;

/** A serializer that was compiled against other interfaces. */
public final class OutdatedSerializerProvider implements SerializerProvider {

    @Override
    public String id() {
        return "outdated";
    }

    @Override
    public int spiVersion() {
        return 99;
    }

    @Override
    public Serializer create(Settings settings) {
        throw new UnsupportedOperationException("it is refused before it is asked");
    }
}

package com.example.orders;

import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Offers the serializer {@code pipe}: the article, a separator, the pieces. Stateless. */
public final class PipeSerializerProvider implements SerializerProvider {

    @Override
    public String id() {
        return "pipe";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Serializer create(Settings settings) {
        String separator = settings.text("separator");
        return new Serializer() {
            @Override
            public byte[] serialize(Object value) {
                OrderPlaced order = (OrderPlaced) value;
                return (order.article() + separator + order.pieces()).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public <T> T deserialize(byte[] bytes, Class<T> type) {
                String[] parts = new String(bytes, StandardCharsets.UTF_8).split(Pattern.quote(separator));
                return type.cast(new OrderPlaced(parts[0], Integer.parseInt(parts[1])));
            }
        };
    }
}

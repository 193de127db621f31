/** A user's application as a named module: it requires core alone and brings a serializer of its own. */
module com.example.orders {
    requires dev.eventstore.core;

    provides dev.eventstore.core.spi.SerializerProvider with
            com.example.orders.PipeSerializerProvider;
}

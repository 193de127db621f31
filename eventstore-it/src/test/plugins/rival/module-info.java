/** Another serializer that is called cbor. */
module com.example.rival {
    requires dev.eventstore.core;

    provides dev.eventstore.core.spi.SerializerProvider with
            com.example.rival.RivalSerializerProvider;
}

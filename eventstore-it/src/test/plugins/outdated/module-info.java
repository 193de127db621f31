/** A serializer that was compiled against other interfaces. */
module com.example.outdated {
    requires dev.eventstore.core;

    provides dev.eventstore.core.spi.SerializerProvider with
            com.example.outdated.OutdatedSerializerProvider;
}

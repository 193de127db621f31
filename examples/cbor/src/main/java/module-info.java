/** An example of a third party's serializer: payloads as CBOR. Programs open their events' packages to Jackson, as for JSON. */
module dev.eventstore.example.cbor {
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.cbor;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires dev.eventstore.core;
    requires static org.jspecify;

    provides dev.eventstore.core.spi.SerializerProvider with
            dev.eventstore.example.cbor.CborSerializerProvider;
}

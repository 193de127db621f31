/** An example of a third party's registry: processes of several nodes, over plain TCP sockets. */
module dev.eventstore.example.sockets {
    requires dev.eventstore.core;
    requires static org.jspecify;
    requires org.slf4j;

    provides dev.eventstore.core.spi.registry.RegistryProvider with
            dev.eventstore.example.sockets.SocketRegistryProvider;
}

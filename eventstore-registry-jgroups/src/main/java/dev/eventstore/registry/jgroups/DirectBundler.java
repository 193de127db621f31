package dev.eventstore.registry.jgroups;

import java.util.function.Predicate;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.protocols.PerDestinationBundler;
import org.jgroups.util.ByteArrayDataOutputStream;

/**
 * JGroups' bundler, whose thread is left out where nothing waits: a message to one node to which there is a connection is put
 * into that connection's queue by whoever sends it. Our messages were gathered before; a second gathering only costs them a
 * change of threads. What needs a connection first, or goes to all, still goes through the thread. Thread-safe.
 */
final class DirectBundler extends PerDestinationBundler {

    /** Room for the headers of a message. */
    private static final int HEADERS = 128;

    private final Predicate<Address> connected;

    /**
     * A bundler that has not started.
     *
     * @param connected whether sending to a node waits for nothing
     */
    DirectBundler(Predicate<Address> connected) {
        this.connected = connected;
    }

    @Override
    public void send(Message message) throws Exception {
        Address to = message.getDest();
        if (to == null || !connected.test(to)) {
            super.send(message);
            return;
        }
        ByteArrayDataOutputStream buffer =
                new ByteArrayDataOutputStream(message.getLength() + HEADERS).growExponentially(true);
        sendSingle(to, message, buffer);
    }
}

package dev.eventstore.core.parked;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The process of the subscription whose events are parked. Confined to its mailbox. */
public interface Owner {

    /** Which attachment has a parked event again, and by which handing over. Immutable. */
    record Holder(UUID attachment, Handed handed) {}

    /** Whether subscribers are attached. */
    boolean hasSubscribers();

    /**
     * Hands a parked event to a subscriber again.
     *
     * @param event the event
     * @param attempts how often it has failed before
     * @param idle to whom it may go
     * @return to whom it goes; empty if nobody has room now
     */
    Optional<Holder> replay(StoredEvent event, int attempts, Predicate<UUID> idle);

    /** Something has changed: whatever is due now can be done. */
    void changed();

    /** The storage says that the lease is somebody else's. */
    void leaseLost();

    /** The subscription has to end. */
    void end(EventStoreException cause);
}

package dev.eventstore.core.support;

import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Events for tests. Stateless. */
public final class Events {

    private Events() {}

    /** An event of {@code $all}, of a stream in which it is alone with its number. */
    public static StoredEvent stored(long number) {
        return stored(number, "happened", "order", 1);
    }

    /** An event of {@code $all}. */
    public static StoredEvent stored(long number, String type, String stream, int bytes) {
        return new StoredEvent(
                new UUID(0, number), type, stream, number, number, number, 0, new byte[bytes], null, null, null);
    }

    /** The events of {@code $all} from one number to another. */
    public static List<StoredEvent> range(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Events::stored).toList();
    }

    /** An event to be appended. */
    public static NewEvent fresh(long id) {
        return new NewEvent(new UUID(1, id), "happened", new byte[] {'1'}, null, null, null);
    }
}

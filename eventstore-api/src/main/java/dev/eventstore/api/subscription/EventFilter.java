package dev.eventstore.api.subscription;

import dev.eventstore.api.EventData;
import dev.eventstore.api.internal.Names;
import java.util.Objects;
import java.util.Set;

/**
 * Which events a subscription is about, as data: by type, by the beginning of the stream's name, or both. Events outside it
 * are passed over, and the checkpoint goes on. Immutable.
 *
 * @param types the types, empty for all
 * @param streamPrefix what the stream's name begins with, empty for all
 */
public record EventFilter(Set<String> types, String streamPrefix) {

    private static final EventFilter ALL = new EventFilter(Set.of(), "");

    /**
     * Checks the components.
     *
     * @param types the types, each 1 to 255 printable characters; empty for all
     * @param streamPrefix what the stream's name begins with, empty for all
     */
    public EventFilter {
        types = Set.copyOf(types);
        types.forEach(type -> Names.requireValid("event type", type, EventData.MAX_TYPE_LENGTH));
        Objects.requireNonNull(streamPrefix, "stream prefix must not be null");
    }

    /**
     * Every event.
     *
     * @return a filter that lets all pass
     */
    public static EventFilter all() {
        return ALL;
    }

    /**
     * Events of these types.
     *
     * @param types one type or more
     * @return the filter
     */
    public static EventFilter types(String... types) {
        return new EventFilter(Set.of(types), "");
    }

    /**
     * Events of streams whose names begin like this.
     *
     * @param prefix the beginning
     * @return the filter
     */
    public static EventFilter streamPrefix(String prefix) {
        return new EventFilter(Set.of(), prefix);
    }

    /**
     * Whether an event of this type and stream passes.
     *
     * @param type the event's type
     * @param stream the name of the stream it was appended to
     * @return true if it does
     */
    public boolean accepts(String type, String stream) {
        return (types.isEmpty() || types.contains(type)) && stream.startsWith(streamPrefix);
    }
}

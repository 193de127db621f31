package dev.eventstore.core.types;

import dev.eventstore.api.error.SerializationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One step from an old type or shape to a newer one. Immutable.
 *
 * @param from the type it starts at
 * @param to the type it leads to, the same if only the shape changes
 * @param shape the class that payloads are decoded into for it; null if they stay as they are
 * @param change gives the newer payload
 * @param origin who registered it
 */
record Upcaster(
        String from, String to, @Nullable Class<?> shape, Function<Object, @Nullable Object> change, String origin) {

    /** The payload after this step. */
    Object apply(Object old) {
        Object newer;
        try {
            newer = change.apply(old);
        } catch (RuntimeException failure) {
            throw new SerializationException(name() + " failed: " + failure, failure);
        }
        if (newer == null) {
            throw new SerializationException(name() + " gave null; it must give the newer payload", null);
        }
        return newer;
    }

    private String name() {
        return "the upcaster from '" + from + "' to '" + to + "', registered " + origin + ",";
    }
}

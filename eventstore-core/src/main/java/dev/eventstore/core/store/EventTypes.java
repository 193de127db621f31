package dev.eventstore.core.store;

import java.util.Map;

/**
 * The names of event types that were registered for classes; the type of any other class is its binary name. Immutable.
 *
 * @param names the names by class
 */
public record EventTypes(Map<Class<?>, String> names) {

    /**
     * Copies the names.
     *
     * @param names the names by class
     */
    public EventTypes {
        names = Map.copyOf(names);
    }

    /** The type of a payload that was given without one. */
    String of(Object payload) {
        String name = names.get(payload.getClass());
        return name == null ? payload.getClass().getName() : name;
    }
}

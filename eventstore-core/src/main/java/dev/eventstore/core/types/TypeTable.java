package dev.eventstore.core.types;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which class belongs to which event type, and which upcasters old events go through. Immutable. */
public final class TypeTable {

    /** Nothing is registered: the type of a class is its binary name. */
    static final TypeTable EMPTY = new TypeTable(Map.of(), Map.of());

    private final Map<Class<?>, String> names = new HashMap<>();
    private final Map<String, Class<?>> classes = new HashMap<>();
    private final Map<String, List<Upcaster>> chains = new HashMap<>();

    /**
     * A table without contradictions.
     *
     * @param registered the classes by their types
     * @param steps the upcasters by the types they start at, that of the same type first
     */
    TypeTable(Map<String, ? extends Class<?>> registered, Map<String, List<Upcaster>> steps) {
        // What was appended before its class was registered has the binary name, which decides where no type is called
        // so.
        registered.forEach((name, type) -> classes.put(type.getName(), type));
        registered.forEach((name, type) -> {
            names.put(type, name);
            classes.put(name, type);
        });
        steps.keySet().forEach(from -> chains.put(from, chain(from, steps)));
    }

    private static List<Upcaster> chain(String from, Map<String, List<Upcaster>> steps) {
        List<Upcaster> chain = new ArrayList<>();
        String type = from;
        while (type != null) {
            String next = null;
            for (Upcaster step : steps.getOrDefault(type, List.of())) {
                chain.add(step);
                next = step.to().equals(type) ? next : step.to();
            }
            type = next;
        }
        return List.copyOf(chain);
    }

    /** The event type of a class. */
    String name(Class<?> type) {
        String name = names.get(type);
        return name == null ? type.getName() : name;
    }

    /** The class that is registered for an event type; null if none is. */
    @Nullable
    Class<?> type(String name) {
        return classes.get(name);
    }

    /** The upcasters for an event of a type, in their order, as far as they lead to the class that is wanted. */
    List<Upcaster> upcasters(String stored, Class<?> wanted) {
        List<Upcaster> chain = chains.getOrDefault(stored, List.of());
        for (int i = 0; i < chain.size(); i++) {
            Upcaster step = chain.get(i);
            boolean leaves = !step.to().equals(step.from());
            if (leaves && classes.get(step.from()) == wanted) {
                return chain.subList(0, i);
            }
        }
        return chain;
    }

    /** What is registered, as a list for messages. */
    List<String> known() {
        return names.values().stream().sorted().toList();
    }
}

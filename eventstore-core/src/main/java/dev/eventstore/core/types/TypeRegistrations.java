package dev.eventstore.core.types;

import dev.eventstore.api.EventData;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.types.EventTypeProvider;
import dev.eventstore.api.types.EventTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects event types, remembering who registered what, and refuses contradictions. Not thread-safe. */
public final class TypeRegistrations implements EventTypes {

    private static final String KEY = "event type";

    /** Knows the rules for names of types. */
    private static final EventData RULES = EventData.bytes("rules", new byte[0]);

    private final Map<String, Registered> byName = new LinkedHashMap<>();
    private final Map<Class<?>, Registered> byClass = new HashMap<>();
    private final Map<String, Upcaster> reshapes = new LinkedHashMap<>();
    private final Map<String, Upcaster> moves = new LinkedHashMap<>();
    private String origin = "";

    /** Nothing is registered yet. */
    public TypeRegistrations() {}

    /**
     * Has a provider register its types.
     *
     * @param whence where they come from, for messages: {@code in code}
     * @param provider registers them
     * @throws ConfigurationException if they contradict what was registered before, or the provider fails
     */
    public void addAll(String whence, EventTypeProvider provider) {
        origin = whence;
        try {
            provider.register(this);
        } catch (IllegalArgumentException | NullPointerException wrong) {
            throw new ConfigurationException("event types", whence, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /**
     * What was registered.
     *
     * @return the table
     * @throws ConfigurationException if upcasters form a circle
     */
    public TypeTable table() {
        moves.keySet().forEach(this::requireEnd);
        Map<String, Class<?>> classes = new HashMap<>();
        byName.forEach((name, registered) -> classes.put(name, registered.type()));
        Map<String, List<Upcaster>> steps = new HashMap<>();
        reshapes.forEach((from, step) ->
                steps.computeIfAbsent(from, none -> new ArrayList<>()).add(step));
        moves.forEach((from, step) ->
                steps.computeIfAbsent(from, none -> new ArrayList<>()).add(step));
        return new TypeTable(classes, steps);
    }

    @Override
    public EventTypes register(Class<?> type, Function<Class<?>, String> naming) {
        SealedTypes.concrete(type).forEach(each -> add(naming.apply(each), each));
        return this;
    }

    @Override
    public EventTypes register(String name, Class<?> type) {
        if (!SealedTypes.concrete(type).equals(Set.of(type))) {
            throw new IllegalArgumentException(
                    "class of event type '" + name + "' must be one class, but " + type.getName()
                            + " is a sealed type of several: register each under a name of its own, or all by register("
                            + type.getSimpleName() + ".class)");
        }
        add(name, type);
        return this;
    }

    @Override
    public EventTypes rename(String from, String to) {
        move(new Upcaster(checked(from), checked(to), null, same -> same, origin));
        return this;
    }

    @Override
    public EventTypes upcast(String from, String to, UnaryOperator<Map<String, Object>> change) {
        move(new Upcaster(checked(from), checked(to), Map.class, fields(change), origin));
        return this;
    }

    @Override
    public <S> EventTypes upcast(String from, String to, Class<S> shape, Function<? super S, ?> change) {
        move(new Upcaster(checked(from), checked(to), shape, old -> change.apply(shape.cast(old)), origin));
        return this;
    }

    @Override
    public EventTypes reshape(String type, UnaryOperator<Map<String, Object>> change) {
        Upcaster step = new Upcaster(checked(type), type, Map.class, fields(change), origin);
        refuseSecond("more than one change of shape is registered", reshapes.putIfAbsent(type, step), step);
        return this;
    }

    private void add(String name, Class<?> type) {
        Registered registered = new Registered(checked(name), type, origin);
        Registered namesake = byName.putIfAbsent(name, registered);
        Registered same = byClass.putIfAbsent(type, registered);
        if (namesake != null && namesake.type() != type) {
            throw refused(
                    name,
                    "two classes are registered for it: " + namesake + " and " + registered
                            + ". Rename one; what is stored under the name stays readable by as(Class)");
        }
        if (same != null && !same.name().equals(name)) {
            throw refused(
                    name,
                    "a class has one type, but " + type.getName() + " is registered twice: " + same + " and "
                            + registered + ". For an old name register rename(\"" + same.name() + "\", \"" + name
                            + "\"), or the other way round");
        }
    }

    private void move(Upcaster step) {
        if (step.from().equals(step.to())) {
            throw refused(
                    step.from(),
                    "an upcaster must lead to another type, but one registered " + step.origin() + " leads back to '"
                            + step.to() + "'. For older shapes of the same type register reshape(..)");
        }
        refuseSecond("more than one upcaster starts at it", moves.putIfAbsent(step.from(), step), step);
    }

    private static void refuseSecond(String what, @Nullable Upcaster first, Upcaster second) {
        if (first != null) {
            throw refused(
                    second.from(),
                    what + ": one to '" + first.to() + "', registered " + first.origin() + ", and one to '"
                            + second.to() + "', registered " + second.origin() + ". Remove all but one");
        }
    }

    private void requireEnd(String start) {
        Set<String> seen = new LinkedHashSet<>();
        Upcaster step = moves.get(start);
        while (step != null) {
            if (!seen.add(step.from())) {
                throw circle(step.from());
            }
            step = moves.get(step.to());
        }
    }

    /** Says what leads where, once around. */
    private ConfigurationException circle(String start) {
        List<Upcaster> steps = new ArrayList<>();
        String type = start;
        do {
            Upcaster step = moves.get(type);
            steps.add(step);
            type = step.to();
        } while (!type.equals(start));
        String around = steps.stream()
                .map(step -> "'" + step.from() + "' to '" + step.to() + "', registered " + step.origin())
                .collect(Collectors.joining("; "));
        return refused(start, "upcasters form a circle: " + around + ". Remove the one that leads back to an old type");
    }

    private static ConfigurationException refused(String type, String why) {
        return new ConfigurationException(KEY, type, why, null);
    }

    private static String checked(String name) {
        return RULES.type(name).type().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Function<Object, @Nullable Object> fields(UnaryOperator<Map<String, Object>> change) {
        return old -> change.apply((Map<String, Object>) old);
    }

    /** A class with its type. Immutable. */
    private record Registered(String name, Class<?> type, String origin) {

        @Override
        public String toString() {
            return type.getName() + " as '" + name + "', registered " + origin;
        }
    }
}

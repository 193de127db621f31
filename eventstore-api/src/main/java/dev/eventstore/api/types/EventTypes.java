package dev.eventstore.api.types;

import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Takes what a program says of its event types while a store is opened.
 *
 * <p>A class that is registered is appended under its type's name instead of its binary name, and {@code as(Class)} of an
 * event finds it when it is asked for an interface or a superclass. What is stored never changes: {@code type()} and {@code
 * data()} of an event are those it was appended with, also where {@code as(Class)} reads them by way of upcasters. Filters of
 * subscriptions look at the stored type.
 *
 * <p>The store refuses to open, and names both sides, if a name is registered for two classes, a class for two names, two
 * upcasters start at one type, or upcasters form a circle. The same class under the same name may be registered again.
 *
 * <p>Not thread-safe; of no use after {@link EventTypeProvider#register} has returned.
 */
public interface EventTypes {

    /**
     * Registers a class under its simple name; of a sealed interface or abstract class, every class that it permits, however
     * deep.
     *
     * @param type the class, or a sealed interface or abstract class
     * @return this
     */
    default EventTypes register(Class<?> type) {
        return register(type, Class::getSimpleName);
    }

    /**
     * Registers a class under the name that a function gives it; of a sealed interface or abstract class, every class that it
     * permits, however deep.
     *
     * @param type the class, or a sealed interface or abstract class
     * @param naming the name of a class: 1 to 255 printable characters
     * @return this
     */
    EventTypes register(Class<?> type, Function<Class<?>, String> naming);

    /**
     * Registers one class under a name.
     *
     * @param name the event type: 1 to 255 printable characters
     * @param type the class of the payloads, not abstract
     * @return this
     */
    EventTypes register(String name, Class<?> type);

    /**
     * Reads events of an old type as those of another one; their payloads have the same shape.
     *
     * @param from the type that is stored
     * @param to the type that it is called now
     * @return this
     */
    EventTypes rename(String from, String to);

    /**
     * Reads events of an old type as those of another one, field by field.
     *
     * @param from the type that is stored
     * @param to the type that it becomes, which may be an old one itself
     * @param change gets the fields as the serializer reads a map, which it may change, and gives those of the new type;
     *     called whenever an event is decoded, concurrently
     * @return this
     */
    EventTypes upcast(String from, String to, UnaryOperator<Map<String, Object>> change);

    /**
     * Reads events of an old type as those of another one, by way of a class for the old shape.
     *
     * @param from the type that is stored
     * @param to the type that it becomes, which may be an old one itself
     * @param shape the class that the old payloads are decoded into
     * @param change gives the new payload, an object that the serializer can write; called whenever an event is decoded,
     *     concurrently
     * @param <S> the class of the old shape
     * @return this
     */
    <S> EventTypes upcast(String from, String to, Class<S> shape, Function<? super S, ?> change);

    /**
     * Reads the older shapes of a type whose name has stayed. It is done before any change to another type.
     *
     * @param type the event type
     * @param change gets the fields as the serializer reads a map, which it may change, and gives those of the newest shape;
     *     it gets newest ones, too, and leaves them as they are; called whenever an event is decoded, concurrently
     * @return this
     */
    EventTypes reshape(String type, UnaryOperator<Map<String, Object>> change);
}

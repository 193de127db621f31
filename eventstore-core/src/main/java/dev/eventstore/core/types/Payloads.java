package dev.eventstore.core.types;

import dev.eventstore.api.EventData;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.json.JsonText;
import dev.eventstore.core.spi.Serializer;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payloads as bytes and back, by the types that were registered: of events, and of whatever else has a type and a payload.
 * Thread-safe.
 */
public final class Payloads {

    private final Serializer serializer;
    private final TypeTable types;

    /**
     * Payloads of registered types.
     *
     * @param serializer turns objects into bytes and back
     * @param types what is registered
     */
    public Payloads(Serializer serializer, TypeTable types) {
        this.serializer = serializer;
        this.types = types;
    }

    /**
     * Payloads while no type is registered.
     *
     * @param serializer turns objects into bytes and back
     * @return the payloads
     */
    public static Payloads of(Serializer serializer) {
        return new Payloads(serializer, TypeTable.EMPTY);
    }

    /**
     * The type of a payload that was given without one.
     *
     * @param payload an object
     * @return the type that is registered for its class, else the class's binary name
     */
    public String typeOf(Object payload) {
        return types.name(payload.getClass());
    }

    /**
     * The bytes that are stored for a payload or metadata: bytes and JSON text as they are, other objects serialised.
     *
     * @param field what it is called in messages
     * @param value the object
     * @return the bytes
     * @throws SerializationException if it is JSON text that is malformed, or the serializer cannot write it
     */
    public byte[] encode(String field, Object value) {
        if (value instanceof byte[] raw) {
            return raw;
        }
        if (value instanceof EventData.Json json) {
            byte[] text = json.utf8();
            JsonText.requireOneValue(field, text);
            return text;
        }
        return serializer.serialize(value);
    }

    /**
     * A stored payload as an object, after the upcasters for its type.
     *
     * @param type the type it was stored with
     * @param bytes the bytes as they were stored
     * @param wanted the class that is wanted, or what the class registered for the type extends or implements
     * @param <T> the class
     * @return a fresh object
     * @throws SerializationException if the bytes do not fit, an upcaster fails, or no class is known where one is needed
     */
    public <T> T decode(String type, byte[] bytes, Class<T> wanted) {
        String newest = type;
        Value value = new Value(bytes, null);
        List<Upcaster> upcasters = types.upcasters(type, wanted);
        for (Upcaster step : upcasters) {
            Class<?> shape = step.shape();
            if (shape != null) {
                value = new Value(bytes, step.apply(value.as(shape, serializer)));
            }
            newest = step.to();
        }
        Class<? extends T> target = target(newest, wanted);
        try {
            return value.as(target, serializer);
        } catch (SerializationException unfit) {
            boolean someOfMany = Modifier.isAbstract(target.getModifiers())
                    && !target.isArray()
                    && !target.isPrimitive()
                    && !target.getPackageName().startsWith("java.");
            throw someOfMany ? undecided(newest, target, unfit) : unfit;
        }
    }

    /**
     * Metadata as an object.
     *
     * @param bytes the bytes as they were stored
     * @param wanted the class that is wanted
     * @param <T> the class
     * @return a fresh object
     * @throws SerializationException if the bytes do not fit
     */
    public <T> T decodeMetadata(byte[] bytes, Class<T> wanted) {
        return serializer.deserialize(bytes, wanted);
    }

    /** The class registered for the type, where it is what is wanted, or a kind of it; else what is wanted. */
    private <T> Class<? extends T> target(String type, Class<T> wanted) {
        Class<?> registered = types.type(type);
        Class<?> known = registered == null ? SealedTypes.permitted(wanted, type) : registered;
        return wanted.isAssignableFrom(known) ? known.asSubclass(wanted) : wanted;
    }

    /** Why nobody knows the class of an object that was asked for by what it extends or implements. */
    private SerializationException undecided(String type, Class<?> wanted, SerializationException cause) {
        Class<?> registered = types.type(type);
        String why = registered == null
                ? "no class is registered for type '" + type + "', so it cannot be read as " + wanted.getName()
                        + ", which is abstract. Registered are " + types.known()
                        + "; register the class with EventStores.builder().eventType(\"" + type
                        + "\", TheClass.class), or read it as a class"
                : "type '" + type + "' is registered for " + registered.getName() + ", which is no "
                        + wanted.getName() + "; read it as a class, or as what " + registered.getSimpleName()
                        + " extends or implements";
        return new SerializationException(why, cause);
    }

    /** A payload on its way: what was stored, or what an upcaster made of it. Immutable. */
    private record Value(byte[] stored, @Nullable Object changed) {

        <T> T as(Class<T> type, Serializer serializer) {
            if (changed == null) {
                return serializer.deserialize(stored, type);
            }
            return type.isInstance(changed)
                    ? type.cast(changed)
                    : serializer.deserialize(serializer.serialize(changed), type);
        }
    }
}

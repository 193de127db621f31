package dev.eventstore.core.spi;

/**
 * Makes a {@link Serializer}; found by {@code ServiceLoader}, chosen by its id with the setting {@code eventstore.serializer}.
 */
public interface SerializerProvider extends Plugin {

    /**
     * What the configuration calls it.
     *
     * @return the id, unique among serializers
     */
    @Override
    String id();

    /**
     * Makes the serializer; called once, when a store is opened.
     *
     * @param settings the part of the configuration that is named like the id
     * @return the serializer
     */
    Serializer create(Settings settings);
}

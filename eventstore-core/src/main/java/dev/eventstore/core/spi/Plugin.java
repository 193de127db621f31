package dev.eventstore.core.spi;

/**
 * What every plugin says of itself: its id, and the version of these interfaces that it was built for.
 *
 * <p>Called by one thread, when a store is opened.
 */
public interface Plugin {

    /**
     * The version of the interfaces in {@code dev.eventstore.core.spi} and below. It is raised when plugins that were built
     * before would not work any more, not when they can do more.
     */
    int SPI_VERSION = 1;

    /**
     * What the configuration calls it.
     *
     * @return the id, unique among plugins of its kind
     */
    String id();

    /**
     * The version of the interfaces that the plugin was built for. Every plugin returns {@link #SPI_VERSION} by its name: the
     * compiler copies the number, so it stays that of the core which the plugin was compiled against. A store refuses to open
     * with a plugin of another version than its own.
     *
     * @return {@link #SPI_VERSION}, as it was when the plugin was compiled
     */
    int spiVersion();
}

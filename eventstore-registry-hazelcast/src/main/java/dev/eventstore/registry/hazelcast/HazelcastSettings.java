package dev.eventstore.registry.hazelcast;

import dev.eventstore.core.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of this module, {@code eventstore.hazelcast}. Immutable.
 *
 * @param instanceName the user's running instance, if one is to be used
 * @param configFile the user's YAML file, if the own instance is made of one
 * @param multicast how nodes find each other by multicast; empty: by TCP
 * @param silentAfter after how much silence a node is taken for lost
 */
record HazelcastSettings(
        Optional<String> instanceName, Optional<Path> configFile, Optional<Multicast> multicast, Duration silentAfter) {

    private static final String MULTICAST = "multicast";

    /** How nodes call each other by multicast. Immutable. */
    record Multicast(String group, int port, int timeToLive, Duration timeout) {}

    /**
     * Reads and checks the settings.
     *
     * @param store the whole configuration of the store
     * @throws dev.eventstore.api.error.ConfigurationException if one of them is not allowed
     */
    static HazelcastSettings of(Settings store) {
        Settings settings = store.at("hazelcast");
        Optional<String> instance = settings.optionalText("instance-name");
        Optional<Path> file = settings.optionalText("config-file").map(Path::of);
        if (instance.isPresent() && file.isPresent()) {
            throw settings.refused(
                    "config-file",
                    "a running instance was made already, so eventstore.hazelcast.instance-name and this exclude each"
                            + " other; leave one of them null");
        }
        boolean multicast =
                settings.choice("discovery", List.of("tcp", MULTICAST)).equals(MULTICAST);
        return new HazelcastSettings(
                instance,
                file,
                multicast ? Optional.of(multicast(settings.at(MULTICAST))) : Optional.empty(),
                settings.duration("silent-after", Duration.ofSeconds(2), Duration.ofMinutes(10)));
    }

    private static Multicast multicast(Settings settings) {
        return new Multicast(
                settings.text("group"),
                (int) settings.number("port", 1, 65_535),
                (int) settings.number("time-to-live", 0, 255),
                settings.duration("timeout", Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }
}

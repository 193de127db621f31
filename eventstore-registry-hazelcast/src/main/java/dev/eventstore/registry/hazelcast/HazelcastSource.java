package dev.eventstore.registry.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the instance of a channel comes from: made of our settings or of the user's file, or the user's own. Immutable. */
final class HazelcastSource {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastSource.class);

    private final NodeId self;
    private final ClusterSettings cluster;
    private final HazelcastSettings settings;

    HazelcastSource(NodeId self, ClusterSettings cluster, HazelcastSettings settings) {
        this.self = self;
        this.cluster = cluster;
        this.settings = settings;
    }

    /** Whether the instance is the user's, who keeps it when the channel is closed. */
    boolean users() {
        return settings.instanceName().isPresent();
    }

    /** Whether all members are nodes of ours: others are in clusters that the user has set up. */
    boolean exclusive() {
        return !users() && settings.configFile().isEmpty();
    }

    Duration silentAfter() {
        return settings.silentAfter();
    }

    /**
     * The instance, a member of its cluster. It may take many seconds.
     *
     * @throws ConfigurationException if there is none, with what to do
     */
    HazelcastInstance open() {
        if (!exclusive() && cluster.secret().isEmpty()) {
            LOG.warn(
                    "No eventstore.cluster.secret is set: whoever reaches the members of Hazelcast that was set up for"
                            + " node {} can act as one of its nodes. Set the same secret on every node",
                    self);
        }
        if (users()) {
            return named();
        }
        String name = "eventstore-" + self.name() + "-" + self.incarnation();
        // Not asked by name: while it starts, who asks for it by name waits until it has started.
        AtomicReference<HazelcastInstance> running = new AtomicReference<>();
        Config config = settings.configFile()
                .map(file -> fromFile(file, name))
                .orElseGet(() -> OwnConfig.of(cluster, settings, name, () -> addresses(running.get())));
        try {
            running.set(Hazelcast.newHazelcastInstance(config));
            return running.get();
        } catch (HazelcastException | IllegalStateException | IllegalArgumentException failure) {
            throw refusal(failure);
        }
    }

    private static Set<InetSocketAddress> addresses(@Nullable HazelcastInstance running) {
        return running == null
                ? Set.of()
                : running.getCluster().getMembers().stream()
                        .map(Member::getSocketAddress)
                        .collect(Collectors.toSet());
    }

    private HazelcastInstance named() {
        String name = settings.instanceName().orElseThrow();
        HazelcastInstance running = Hazelcast.getHazelcastInstanceByName(name);
        if (running == null) {
            TreeSet<String> names = new TreeSet<>();
            Hazelcast.getAllHazelcastInstances().forEach(each -> names.add(each.getName()));
            throw new ConfigurationException(
                    "eventstore.hazelcast.instance-name",
                    name,
                    "no instance of Hazelcast has this name in this program, there are " + names
                            + "; start yours before the store, or leave this null for an instance of the store's own",
                    null);
        }
        return running;
    }

    private Config fromFile(Path file, String name) {
        try {
            Config config = new YamlConfigBuilder(file.toString()).build();
            if (config.getInstanceName() == null) {
                config.setInstanceName(name);
            }
            OwnConfig.properties(settings.silentAfter()).forEach((key, value) -> {
                if (config.getProperty(key) == null) {
                    config.setProperty(key, value);
                }
            });
            return config;
        } catch (IOException | InvalidConfigurationException failure) {
            throw new ConfigurationException(
                    "eventstore.hazelcast.config-file",
                    file.toString(),
                    "a YAML file of Hazelcast's is needed, but it was not read: " + failure.getMessage(),
                    failure);
        }
    }

    private ConfigurationException refusal(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException && exclusive()) {
                return portsInUse(failure);
            }
        }
        return new ConfigurationException(
                settings.configFile().isPresent() ? "eventstore.hazelcast.config-file" : "eventstore.cluster.node",
                settings.configFile().map(Path::toString).orElse(self.name()),
                "Hazelcast did not start: " + failure.getMessage() + ". The store was not started",
                failure);
    }

    private ConfigurationException portsInUse(RuntimeException failure) {
        List<Integer> ports = cluster.ports(cluster.self());
        int last = ports.get(ports.size() - 1);
        return new ConfigurationException(
                "eventstore.cluster.port",
                "" + ports.get(0),
                "no port from " + ports.get(0) + " to " + last + " is free on "
                        + cluster.listen().host()
                        + "; end the program that uses them, or choose another port or a larger port-range",
                failure);
    }
}

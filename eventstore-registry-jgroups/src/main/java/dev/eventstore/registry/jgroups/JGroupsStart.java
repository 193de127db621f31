package dev.eventstore.registry.jgroups;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.registry.jgroups.JGroupsSettings.Jdbc;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.protocols.JDBC_PING2;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes channels of JGroups, and says what to do when one does not start. Stateless. */
final class JGroupsStart {

    private static final Logger LOG = LoggerFactory.getLogger(JGroupsStart.class);
    private static final String NOT_STARTED = ". The store was not started";

    private JGroupsStart() {}

    /**
     * A channel, not connected.
     *
     * @throws ConfigurationException if a setting cannot work
     * @throws Exception what JGroups throws
     */
    static JChannel channel(ClusterSettings cluster, JGroupsSettings settings) throws Exception {
        if (settings.file().isPresent()) {
            return ofFile(cluster, settings.file().orElseThrow());
        }
        List<Protocol> protocols = new JGroupsStack(cluster, settings).protocols();
        if (settings.discovery() instanceof Jdbc jdbc) {
            requireDriver(jdbc);
            JChannel channel = new JChannel(protocols);
            requireDatabase(channel, cluster, jdbc);
            return channel;
        }
        return new JChannel(protocols);
    }

    private static void requireDriver(Jdbc jdbc) {
        try {
            Class.forName(jdbc.driver(), false, JDBC_PING2.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new ConfigurationException(
                    "eventstore.jgroups.jdbc.driver",
                    jdbc.driver(),
                    "this class is not on the class or module path; put the database's driver there, or correct the name"
                            + NOT_STARTED,
                    missing);
        }
    }

    private static JChannel ofFile(ClusterSettings cluster, Path file) throws Exception {
        JChannel channel;
        try (InputStream xml = Files.newInputStream(file)) {
            channel = new JChannel(xml);
        } catch (Exception wrong) {
            throw new ConfigurationException(
                    "eventstore.jgroups.config-file",
                    file.toString(),
                    "JGroups cannot use it: " + reason(wrong) + "; correct the file" + NOT_STARTED,
                    wrong);
        }
        warnIfOpen(cluster, file, channel.getProtocolStack().getTransport().getBindAddress());
        return channel;
    }

    /** Where the user's own file listens is the user's decision. */
    static void warnIfOpen(ClusterSettings cluster, Path file, @Nullable InetAddress address) {
        if (cluster.secret().isEmpty() && (address == null || !address.isLoopbackAddress())) {
            LOG.warn(
                    "{} listens on {}, where others can reach it, and eventstore.cluster.secret is not set: whoever can"
                            + " connect can act as a node. Set the same secret on every node",
                    file,
                    address == null ? "every address" : address.getHostAddress());
        }
    }

    /** JGroups itself only logs that it cannot read its table, and begins a cluster of its own. */
    private static void requireDatabase(JChannel channel, ClusterSettings cluster, Jdbc jdbc) {
        JDBC_PING2 ping = channel.getProtocolStack().findProtocol(JDBC_PING2.class);
        try {
            ping.dump(cluster.name());
        } catch (Exception unreachable) {
            channel.close();
            String shown = jdbc.url().replaceAll("[?;].*", "").replaceAll("//[^/]*@", "//");
            // The inner failures of a driver may quote what is left out of the URL.
            throw new ConfigurationException(
                    jdbc.key(),
                    shown,
                    "the table jgroups, by which nodes find each other, cannot be read or made there: "
                            + unreachable.getMessage() + "; correct the URL, user or password, or start the database"
                            + NOT_STARTED,
                    shown.equals(jdbc.url()) ? unreachable : null);
        }
    }

    /** What a failure of JGroups means for who configured it. */
    static RuntimeException refusal(ClusterSettings cluster, JGroupsSettings settings, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException known) {
                return known;
            }
            if (cause instanceof BindException && settings.file().isEmpty()) {
                return portsInUse(cluster, failure);
            }
            if (cause instanceof SecurityException) {
                return notLetIn(settings, cause);
            }
        }
        if (settings.file().isPresent()) {
            return new ConfigurationException(
                    "eventstore.jgroups.config-file",
                    settings.file().orElseThrow().toString(),
                    "JGroups did not connect: " + reason(failure) + NOT_STARTED,
                    failure);
        }
        return new ConfigurationException(
                "eventstore.cluster.node",
                cluster.self().name(),
                "JGroups did not connect: " + reason(failure) + NOT_STARTED,
                failure);
    }

    private static ConfigurationException notLetIn(JGroupsSettings settings, Throwable cause) {
        boolean token = settings.token().isPresent();
        return new ConfigurationException(
                token ? "eventstore.cluster.secret" : "eventstore.jgroups.authentication",
                token ? "***" : "off",
                "the cluster did not let this node in: " + cause.getMessage()
                        + "; set the same eventstore.cluster.secret and the same eventstore.jgroups.authentication on"
                        + " every node" + NOT_STARTED,
                cause);
    }

    private static ConfigurationException portsInUse(ClusterSettings cluster, Exception failure) {
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

    /** The innermost message says most. */
    private static String reason(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.toString() : inner.getMessage();
    }
}

package dev.eventstore.core.cluster;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node as the configuration names it: {@code name@host} or {@code name@host:port}. Immutable.
 *
 * @param name the whole name of the node, as in its {@code NodeId}: {@code node1@127.0.0.1}
 * @param host the name or address of its machine, without brackets
 * @param port where it listens, empty if any of the cluster's ports is possible
 */
public record NodeAddress(String name, String host, OptionalInt port) {

    /** What {@link #parse} takes, for messages. */
    public static final String FORM = "name@host or name@host:port, with [ ] around an IPv6 address";

    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 255;
    private static final Pattern TEXT = Pattern.compile(
            "(?<name>[^@\\s]+@(?:\\[(?<v6>[0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|(?<host>[\\w.-]+)))(?::(?<port>\\d{1,5}))?");

    /**
     * Checks the components.
     *
     * @param name the whole name of the node, as in its {@code NodeId}: {@code node1@127.0.0.1}
     * @param host the name or address of its machine, without brackets
     * @param port where it listens, empty if any of the cluster's ports is possible
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public NodeAddress {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "name must have 1 to " + MAX_NAME + " characters, but was '" + name + "'");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be blank");
        }
        Objects.requireNonNull(port, "port must not be null");
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > MAX_PORT)) {
            throw new IllegalArgumentException("port must be from 1 to " + MAX_PORT + ", but was " + port.getAsInt());
        }
    }

    /**
     * Reads an address.
     *
     * @param text {@link #FORM}
     * @return the address, empty if the text is none
     */
    public static Optional<NodeAddress> parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host = parts.group("v6") == null ? parts.group("host") : parts.group("v6");
        String port = parts.group("port");
        OptionalInt number = port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port));
        boolean possible = parts.group("name").length() <= MAX_NAME
                && (number.isEmpty() || number.getAsInt() >= 1 && number.getAsInt() <= MAX_PORT);
        return possible ? Optional.of(new NodeAddress(parts.group("name"), host, number)) : Optional.empty();
    }

    @Override
    public String toString() {
        return port.isPresent() ? name + ":" + port.getAsInt() : name;
    }
}

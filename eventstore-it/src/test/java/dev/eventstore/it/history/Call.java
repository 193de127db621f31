package dev.eventstore.it.history;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An append as its caller saw it: what was asked, and what the last answer was. Immutable.
 *
 * @param node the node that was called
 * @param stream the stream
 * @param ids the events' ids, in their order
 * @param outcome what the caller was told in the end
 * @param firstVersion the version of the first event, if it was written
 * @param position the position of the last event, if it was written
 * @param micros how long it took, repeats included
 */
public record Call(
        String node, String stream, List<UUID> ids, Outcome outcome, long firstVersion, long position, long micros) {

    /** What a caller knows in the end. */
    public enum Outcome {
        /** It is durable. */
        WRITTEN,
        /** Nothing was written, and nothing will be. */
        NOT_WRITTEN,
        /** Nobody can say. */
        UNKNOWN
    }

    /** As a line of a log. */
    public String line() {
        String joined = ids.stream().map(UUID::toString).collect(Collectors.joining(","));
        return String.join("\t", node, stream, joined, outcome.name(), "" + firstVersion, "" + position, "" + micros);
    }

    /** From a line of a log. */
    public static Call parse(String line) {
        String[] parts = line.split("\t");
        List<UUID> ids =
                Arrays.stream(parts[2].split(",")).map(UUID::fromString).toList();
        return new Call(
                parts[0],
                parts[1],
                ids,
                Outcome.valueOf(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]));
    }
}

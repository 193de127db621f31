package dev.eventstore.core.wire;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.wire.StreamMessages.Append;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a node says to the one that writes for it, or by whose leave it writes itself. Stateless. */
public final class ForwardMessages {

    private static final long UNFENCED = -1;

    private ForwardMessages() {}

    /**
     * The process of a node that writes for others.
     *
     * @return its name on each node
     */
    public static ProcessName writer() {
        return new ProcessName("writer", "node");
    }

    /**
     * Asks for appends to be handed to the storage, in this order. Idempotent: ids decide.
     *
     * @param appends the appends
     */
    public record Write(List<Entry> appends) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * An append of another node.
     *
     * @param stream the stream
     * @param expected the expectation, as {@link StreamMessages#code} gives it
     * @param events what is appended
     * @param createdAtMicros their time, microseconds since 1970-01-01T00:00:00Z
     * @param epoch the epoch by which it was routed to its owner, below 0 for none
     */
    public record Entry(String stream, long expected, List<NewEvent> events, long createdAtMicros, long epoch) {

        /**
         * An append as it is sent.
         *
         * @param request the append
         * @return the same, without its deadline
         */
        public static Entry of(AppendRequest request) {
            return new Entry(
                    request.stream().value(),
                    StreamMessages.code(request.expected()),
                    request.events(),
                    StreamMessages.micros(request.createdAt()),
                    request.epoch().orElse(UNFENCED));
        }

        /**
         * The append that was sent.
         *
         * @param deadline after it the append is not handed on any more
         * @return the append
         */
        public AppendRequest request(Deadline deadline) {
            return new AppendRequest(
                    StreamId.of(stream),
                    StreamMessages.expected(expected),
                    events,
                    Instant.EPOCH.plus(createdAtMicros, ChronoUnit.MICROS),
                    epoch < 0 ? OptionalLong.empty() : OptionalLong.of(epoch),
                    deadline);
        }
    }

    /**
     * How the appends ended.
     *
     * @param outcomes the outcome of each, in their order
     */
    public record Written(List<Outcome> outcomes) implements Message {}

    /**
     * How one append ended.
     *
     * @param firstVersion the version of the first event, 0 if it failed
     * @param lastVersion the version of the last event, 0 if it failed
     * @param lastPosition the position of the last event, 0 if it failed
     * @param refusal why it failed, as the codec writes it, null if it did not
     */
    public record Outcome(long firstVersion, long lastVersion, long lastPosition, byte @Nullable [] refusal) {}

    /**
     * The process of a node that keeps the permits which its streams have given.
     *
     * @return its name on each node
     */
    public static ProcessName permits() {
        return new ProcessName("permits", "node");
    }

    /**
     * The process of a node that writes by leave of others.
     *
     * @return its name on each node
     */
    public static ProcessName permitted() {
        return new ProcessName("permitted", "node");
    }

    /**
     * Asks a stream's process whether an append may be written now. It is answered by {@link Message.Permit}.
     *
     * @param id names the append: the id of its first event
     */
    public record MayAppend(UUID id) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Asks for an append that may be written. It leaves no node.
     *
     * @param stream the stream
     * @param owner the node whose process of the stream has given leave
     * @param epoch the epoch under which it has
     * @param append the append
     */
    public record Permitted(String stream, NodeId owner, long epoch, Append append) implements Message {

        /**
         * Names the append.
         *
         * @return the id of its first event
         */
        public UUID id() {
            return append.events().get(0).id();
        }

        /**
         * The append for the storage.
         *
         * @param deadline after it the append is not handed on any more
         * @return the append
         */
        public AppendRequest request(Deadline deadline) {
            return new AppendRequest(
                    StreamId.of(stream),
                    StreamMessages.expected(append.expected()),
                    append.events(),
                    Instant.EPOCH.plus(append.createdAtMicros(), ChronoUnit.MICROS),
                    OptionalLong.of(epoch),
                    deadline);
        }
    }

    /**
     * These appends have ended, however they did. It is answered {@code Done}.
     *
     * @param ids their names
     */
    public record Used(List<UUID> ids) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }
}

package dev.eventstore.core.wire;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.wire.StreamMessages.Append;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** What is said of appends that the asker's node writes by leave of the stream's process. Stateless. */
public final class PermitMessages {

    private PermitMessages() {}

    /**
     * The process of a node that keeps the permits which its streams have given.
     *
     * @return its name on each node
     */
    public static ProcessName keeper() {
        return new ProcessName("permits", "node");
    }

    /**
     * The process of a node that writes by leave of others.
     *
     * @return its name on each node
     */
    public static ProcessName writer() {
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

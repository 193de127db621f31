package dev.eventstore.core.wire;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a subscription and the attachment of its subscriber say to each other. Stateless.
 *
 * <p>An attachment is named by a fresh id each time a subscriber attaches; what names another is refused. Everything the owner
 * tells goes one message at a time, so nothing overtakes.
 */
public final class SubscriptionMessages {

    private static final String ATTACHMENT = "attachment";

    private SubscriptionMessages() {}

    /**
     * The process of an attachment, which belongs to the subscriber's node.
     *
     * @param id the attachment
     * @return the name
     */
    public static ProcessName attachment(UUID id) {
        return new ProcessName(ATTACHMENT, id.toString());
    }

    /**
     * The options that the owner must know. Immutable.
     *
     * @param startAfter where a new subscription starts: after this number, or {@link #CURRENT}
     * @param types the types it is about, empty for all
     * @param streamPrefix what the streams' names begin with
     * @param bufferSize how many events may be unacknowledged
     * @param maxSize how many events may wait in memory
     * @param checkpointThreshold after how many acknowledged events the checkpoint is written
     * @param checkpointAfterMillis how long after an acknowledgement it is written at the latest, 0 for not by time
     */
    public record Options(
            long startAfter,
            List<String> types,
            String streamPrefix,
            int bufferSize,
            int maxSize,
            int checkpointThreshold,
            long checkpointAfterMillis) {

        /** The start after the last event that exists when the subscription is created. */
        public static final long CURRENT = -1;

        /**
         * What the owner must know of a subscriber's options.
         *
         * @param options the options
         * @return their data, without the functions
         */
        public static Options of(SubscriptionOptions options) {
            return new Options(
                    options.startFrom() instanceof StartFrom.Current
                            ? CURRENT
                            : options.startFrom() instanceof StartFrom.After after ? after.number() : 0,
                    List.copyOf(options.filter().types()),
                    options.filter().streamPrefix(),
                    options.bufferSize(),
                    options.maxSize(),
                    options.checkpointThreshold(),
                    options.checkpointAfter().toMillis());
        }

        /**
         * The filter that types and prefix stand for.
         *
         * @return the filter
         */
        public EventFilter filter() {
            return new EventFilter(Set.copyOf(types), streamPrefix);
        }

        /**
         * Where a new subscription starts.
         *
         * @return the start
         */
        public StartFrom start() {
            return startAfter == CURRENT ? new StartFrom.Current() : new StartFrom.After(startAfter);
        }
    }

    /**
     * Asks the owner to take a subscriber. Idempotent: the same attachment again changes nothing.
     *
     * @param attachment the attachment
     * @param node the subscriber's node
     * @param options what the owner must know
     */
    public record Attach(UUID attachment, NodeId node, Options options) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Tells the owner that every event delivered up to this number was handled. Idempotent.
     *
     * @param attachment the attachment
     * @param number the number
     */
    public record Ack(UUID attachment, long number) implements Message {
        @Override
        public boolean urgent() {
            return true;
        }

        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Asks the owner to let a subscriber go; answered when what it acknowledged is durable. Idempotent.
     *
     * @param attachment the attachment
     */
    public record Detach(UUID attachment) implements Message {
        @Override
        public boolean urgent() {
            return true;
        }

        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Asks the owner to delete the subscription, with its checkpoint. Idempotent.
     */
    public record Delete() implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Hands events to the attachment. Repeated until it is answered; a number that was seen is passed over.
     *
     * @param sequence counts the deliveries of the attachment, from 1
     * @param events the events, in the order of their numbers
     */
    public record Deliver(long sequence, List<StoredEvent> events) implements Message {}

    /**
     * Tells the attachment how the subscription is. A later one replaces an earlier one.
     *
     * @param state what the owner does
     * @param checkpoint the durable checkpoint, -1 while it is not known
     * @param head the newest number of the stream that the owner knows
     */
    public record Status(SubscriptionState state, long checkpoint, long head) implements Message {}

    /**
     * Tells the attachment that the events it holds were taken back: they will be delivered again.
     */
    public record TakenBack() implements Message {}

    /**
     * Tells the attachment that no more comes.
     *
     * @param failure the cause as the codec writes it, null if there is none
     */
    public record End(byte @Nullable [] failure) implements Message {}
}

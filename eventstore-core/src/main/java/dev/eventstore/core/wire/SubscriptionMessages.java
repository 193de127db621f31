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
 * <p>An attachment is named by a fresh id each time a subscriber attaches; what names another is refused. It counts how often
 * it attached, since the owner may change under it: what an owner tells under an earlier number is refused. Everything the
 * owner tells goes one message at a time, so nothing overtakes.
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
     * @param fenced whether the subscriber moves the checkpoint itself, so that the owner writes none
     */
    public record Options(
            long startAfter,
            List<String> types,
            String streamPrefix,
            int bufferSize,
            int maxSize,
            int checkpointThreshold,
            long checkpointAfterMillis,
            boolean fenced) {

        /** The start after the last event that exists when the subscription is created. */
        public static final long CURRENT = -1;

        /**
         * What the owner must know of a subscriber's options.
         *
         * @param options the options
         * @param fenced whether it moves the checkpoint itself
         * @return their data, without the functions
         */
        public static Options of(SubscriptionOptions options, boolean fenced) {
            return new Options(
                    options.startFrom() instanceof StartFrom.Current
                            ? CURRENT
                            : options.startFrom() instanceof StartFrom.After after ? after.number() : 0,
                    List.copyOf(options.filter().types()),
                    options.filter().streamPrefix(),
                    options.bufferSize(),
                    options.maxSize(),
                    options.checkpointThreshold(),
                    options.checkpointAfter().toMillis(),
                    fenced);
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
     * What an attachment has when it attaches, to a first owner or to the next. Immutable.
     *
     * @param number how often it has attached, from 1; what is told under an earlier number is refused
     * @param returning whether an owner had it before
     * @param durable the highest checkpoint that it was told, -1 if none
     * @param acknowledged up to here it has acknowledged everything, 0 if nothing
     * @param received up to here it has received everything, 0 if nothing
     * @param held what it has received and not acknowledged, in ascending order
     * @param generation the generation of the subscription that these numbers are of, as it was delivered
     */
    public record Standing(
            long number,
            boolean returning,
            long durable,
            long acknowledged,
            long received,
            List<Long> held,
            long generation) {

        /** Of an attachment that has nothing. */
        public static final Standing NOTHING = new Standing(0, false, -1, 0, 0, List.of(), 0);

        /**
         * The standing after a further acknowledgement.
         *
         * @param upTo up to here everything was acknowledged
         * @param ofGeneration the generation that this number is of
         * @return the same but for that
         */
        public Standing acknowledged(long upTo, long ofGeneration) {
            return new Standing(number, returning, durable, Math.max(acknowledged, upTo), received, held, ofGeneration);
        }

        /**
         * The standing of a fenced subscriber under another lease, under which it can write nothing of what it holds.
         *
         * @return a standing that is outdated if it has received anything
         */
        public Standing unfenced() {
            return new Standing(number, returning, durable, acknowledged, received, held, -1);
        }

        /**
         * Whether it knows nothing of the events that a subscription has now, since its numbers are of those that a hard delete
         * has removed.
         *
         * @param current the generation of the subscription
         * @return whether it counts for nothing
         */
        public boolean isOutdated(long current) {
            return generation != current && (received > 0 || acknowledged > 0);
        }
    }

    /**
     * Under what an owner tells an attachment something. Immutable.
     *
     * @param number the number under which the attachment attached
     * @param session names the owner's side of it: two owners never have the same, nor one owner twice
     */
    public record Link(long number, UUID session) {}

    /**
     * Asks the owner to take a subscriber. Idempotent: the same number again, or an earlier one, changes nothing.
     *
     * @param attachment the attachment
     * @param node the subscriber's node
     * @param options what the owner must know
     * @param standing what the attachment has
     */
    public record Attach(UUID attachment, NodeId node, Options options, Standing standing) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Tells the owner that every event delivered up to this number was handled; an owner that does not have the attachment
     * under this number answers with {@code LeaseLostException}. Idempotent.
     *
     * @param attachment the attachment
     * @param attached the number under which it attached
     * @param number up to here everything was handled
     * @param generation the generation that the number is of, as it was delivered; of another it says nothing
     * @param held what a fenced subscriber has written itself, and under which lease
     */
    public record Ack(UUID attachment, long attached, long number, long generation, Held held) implements Message {
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
     * Asks the owner to let a subscriber go; answered with the last status when what it acknowledged is durable, and with
     * {@code Done} by an owner that does not have it. Idempotent.
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

    /** What an owner tells an attachment; refused unless the attachment is under this link. Immutable. */
    public sealed interface Told extends Message {

        /**
         * Who tells it.
         *
         * @return the link
         */
        Link link();
    }

    /**
     * Hands events to the attachment. Repeated until it is answered; a number that was seen is passed over.
     *
     * @param link who tells it
     * @param sequence counts the deliveries of the link, from 1
     * @param generation the generation of the subscription that they belong to
     * @param held the lease under which they are delivered
     * @param events the events, in the order of their numbers
     */
    public record Deliver(Link link, long sequence, long generation, Held held, List<StoredEvent> events)
            implements Told {}

    /**
     * Tells the attachment how the subscription is. A later one replaces an earlier one.
     *
     * @param link who tells it
     * @param state what the owner does
     * @param checkpoint the durable checkpoint, -1 while it is not known
     * @param head the newest number of the stream that the owner knows
     */
    public record Status(Link link, SubscriptionState state, long checkpoint, long head) implements Told {}

    /**
     * Tells the attachment that the events it holds were taken back: they will be delivered again.
     *
     * @param link who tells it
     */
    public record TakenBack(Link link) implements Told {}

    /**
     * Tells the attachment that no more comes.
     *
     * @param link who tells it
     * @param failure the cause as the codec writes it, null if there is none
     */
    public record End(Link link, byte @Nullable [] failure) implements Told {}
}

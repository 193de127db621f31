package dev.eventstore.core.wire;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a subscription and the attachments of its subscribers say to each other. Stateless.
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
     * What an attachment has when it attaches, to a first owner or to the next. Immutable.
     *
     * @param number how often it has attached, from 1; what is told under an earlier number is refused
     * @param returning whether an owner had it before
     * @param durable the highest checkpoint that it was told, -1 if none
     * @param settled up to here, as it was told, everything was acknowledged or passed over, by whomever; 0 if nothing
     * @param handled how many of all events that were delivered to it in its life it does not hold any more
     * @param acknowledged the numbers above {@code settled} that it has acknowledged
     * @param held what it has received and not acknowledged, in the order of delivery
     * @param keys the partition keys of those held that have one, by number
     * @param generation the generation of the subscription that these numbers are of, as it was told
     */
    public record Standing(
            long number,
            boolean returning,
            long durable,
            long settled,
            long handled,
            List<Long> acknowledged,
            List<Long> held,
            Map<Long, String> keys,
            long generation) {

        /** Of an attachment that has nothing. */
        public static final Standing NOTHING = new Standing(0, false, -1, 0, 0, List.of(), List.of(), Map.of(), 0);

        /**
         * The standing after a further acknowledgement.
         *
         * @param upTo how many of all events that were delivered to it are handled
         * @return the same but for that
         */
        public Standing acknowledged(long upTo) {
            int more = (int) Math.max(0, Math.min(held.size(), upTo - handled));
            List<Long> all = new ArrayList<>(acknowledged);
            all.addAll(held.subList(0, more));
            return new Standing(
                    number,
                    returning,
                    durable,
                    settled,
                    handled + more,
                    all,
                    List.copyOf(held.subList(more, held.size())),
                    keys,
                    generation);
        }

        /**
         * The standing of a fenced subscriber under another lease, under which it can write nothing of what it holds.
         *
         * @return a standing that is outdated if it has received anything
         */
        public Standing unfenced() {
            return new Standing(number, returning, durable, settled, handled, acknowledged, held, keys, -1);
        }

        /**
         * Whether it was told how far its subscription is, and of which generation.
         *
         * @return true if the next owner can go on from there
         */
        public boolean knowsHowFar() {
            return durable >= 0 && generation != 0;
        }

        /**
         * Whether it knows nothing of the events that a subscription has now, since its numbers are of those that a hard delete
         * has removed.
         *
         * @param current the generation of the subscription
         * @return whether it counts for nothing
         */
        public boolean isOutdated(long current) {
            return generation != current && (settled > 0 || !acknowledged.isEmpty() || !held.isEmpty());
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
    public record Attach(UUID attachment, NodeId node, SharedOptions options, Standing standing) implements Message {

        /**
         * Where the subscription starts if it is created for it. Whoever saw its checkpoint knows that it exists: if it is not
         * there any more, it was deleted.
         *
         * @return the start; empty if it is not to be created
         */
        public Optional<StartFrom> start() {
            return standing.durable() < 0 ? Optional.of(options.start()) : Optional.empty();
        }

        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Tells the owner how far the attachment has handled what was delivered to it; an owner that does not have the attachment
     * under this number answers with {@code LeaseLostException}. It says nothing of what others hold. Idempotent.
     *
     * @param attachment the attachment
     * @param attached the number under which it attached
     * @param upTo how many of all events that were delivered to it in its life, in the order of delivery
     * @param held what a fenced subscriber has written itself, and under which lease
     */
    public record Ack(UUID attachment, long attached, long upTo, Held held) implements Message {
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
     * @param sequence counts what is delivered and taken back under the link, from 1
     * @param generation the generation of the subscription that they belong to
     * @param held the lease under which they are delivered
     * @param settled every event up to here was acknowledged or passed over, though that need not be durable
     * @param before how many were delivered to it in its life before these
     * @param events the events
     * @param keys the partition keys of those that have one, by number
     */
    public record Deliver(
            Link link,
            long sequence,
            long generation,
            Held held,
            long settled,
            long before,
            List<StoredEvent> events,
            Map<Long, String> keys)
            implements Told {}

    /**
     * Hands a parked event to the attachment again. Repeated until it is answered; a sequence that was seen is passed over.
     *
     * @param link who tells it
     * @param sequence counts what is handed over under the link
     * @param event the event
     * @param attempts how often it has failed before
     */
    public record Replay(Link link, long sequence, StoredEvent event, int attempts) implements Told {

        /**
         * What an answer to it names.
         *
         * @return this handing over
         */
        public ParkingMessages.Handed handed() {
            return new ParkingMessages.Handed(link.session(), sequence);
        }
    }

    /**
     * Tells the attachment how the subscription is. A later one replaces an earlier one.
     *
     * @param link who tells it
     * @param state what the owner does
     * @param checkpoint the durable checkpoint, -1 while it is not known
     * @param head the newest number of the stream that the owner knows
     * @param generation the generation of the subscription that these numbers are of; 0 from a node that does not tell it
     */
    public record Status(Link link, SubscriptionState state, long checkpoint, long head, long generation)
            implements Told {

        /** Before an owner has told anything. */
        public static final Status BEFORE =
                new Status(new Link(0, new UUID(0, 0)), SubscriptionState.INITIAL, -1, 0, 0);
    }

    /**
     * Tells the attachment that the events it holds were taken back: they will be delivered again, to it or to others.
     *
     * @param link who tells it
     * @param sequence counts what is delivered and taken back under the link, from 1
     */
    public record TakenBack(Link link, long sequence) implements Told {}

    /**
     * Tells the attachment that no more comes.
     *
     * @param link who tells it
     * @param failure the cause as the codec writes it, null if there is none
     */
    public record End(Link link, byte @Nullable [] failure) implements Told {}
}

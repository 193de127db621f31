package dev.eventstore.core.wire;

import dev.eventstore.core.process.Message;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a subscription is told about events that are put aside: by an attachment whose subscriber has failed, and
 * by whoever looks after the subscription. Stateless.
 */
public final class ParkingMessages {

    private ParkingMessages() {}

    /**
     * Asks for everything that is parked to be delivered again.
     *
     * @return the message
     */
    public static ReplayParked replayAll() {
        return new ReplayParked(ReplayParked.ALL);
    }

    /** What an attachment tells; an owner that does not have it, or not what it names, answers with {@code LeaseLostException}. */
    public sealed interface FromAttachment extends Message {

        /**
         * Who tells it.
         *
         * @return the attachment
         */
        UUID attachment();

        /**
         * What it is about.
         *
         * @return the event's number
         */
        long number();

        /**
         * Tells events of one number apart: of a stream that was removed and written again, and of the one before.
         *
         * @return the event's position
         */
        long position();

        @Override
        default boolean urgent() {
            return true;
        }

        @Override
        default boolean idempotent() {
            return true;
        }
    }

    /**
     * Asks the owner to park an event that the attachment holds; answered with {@link NowParked} when that is durable. Idempotent.
     *
     * @param attachment the attachment
     * @param number the event's number
     * @param position the event's position
     * @param error what its handler said
     * @param attempts how often it has failed
     */
    public record ParkEvent(UUID attachment, long number, long position, String error, int attempts)
            implements FromAttachment {}

    /**
     * One handing over of an event that is replayed: another owner hands the same event over anew. Immutable.
     *
     * @param session names the owner's side of the link
     * @param sequence which message of the link it was
     */
    public record Handed(UUID session, long sequence) {}

    /**
     * Tells the owner that an event that was replayed is handled; answered when it is not parked any more. Idempotent.
     *
     * @param attachment the attachment
     * @param number the event's number
     * @param position the event's position
     * @param handed by which handing over it was had; null from a node that does not tell it
     */
    public record Replayed(
            UUID attachment,
            long number,
            long position,
            @Nullable Handed handed) implements FromAttachment {}

    /**
     * Tells the owner that an event that was replayed has failed again. Idempotent.
     *
     * @param attachment the attachment
     * @param number the event's number
     * @param position the event's position
     * @param error what its handler said
     * @param attempts how often it has failed in all
     * @param handed by which handing over it was had; null from a node that does not tell it
     */
    public record ReplayFailed(
            UUID attachment,
            long number,
            long position,
            String error,
            int attempts,
            @Nullable Handed handed) implements FromAttachment {}

    /**
     * Which of the events that an attachment holds are parked now. Immutable.
     *
     * @param numbers the event that it named, and later ones of its key
     */
    public record NowParked(List<Long> numbers) implements Message {}

    /**
     * Asks for parked events to be delivered again; answered with a {@link Count}. Idempotent.
     *
     * @param number the number of an event at the front of its key, or {@link #ALL}
     */
    public record ReplayParked(long number) implements Message {

        /** Everything that is parked. */
        public static final long ALL = 0;

        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * Asks for a parked event to be given up; answered with a {@link Count}. Idempotent.
     *
     * @param number the number of an event at the front of its key
     */
    public record SkipParked(long number) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * To how many that happened. Immutable.
     *
     * @param count how many runs are under way, or events were given up
     */
    public record Count(int count) implements Message {}
}

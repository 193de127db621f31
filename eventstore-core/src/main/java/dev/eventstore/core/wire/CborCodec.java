package dev.eventstore.core.wire;

import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.wire.CborRecords.Known;
import java.util.List;

/** Messages to processes, their answers and failures as {@link CborRecords}. Thread-safe. */
public final class CborCodec implements MessageCodec {

    private static final int MAX_NESTING = 32;

    private static final CborRecords<Message> MESSAGES = new CborRecords<>(
            List.of(
                    Message.Done.class,
                    Message.Permit.class,
                    ForwardMessages.MayAppend.class,
                    ForwardMessages.Used.class,
                    StreamMessages.Append.class,
                    StreamMessages.Appended.class,
                    StreamMessages.Link.class,
                    StreamMessages.DeleteStream.class,
                    ForwardMessages.Write.class,
                    ForwardMessages.Written.class,
                    SubscriptionMessages.Attach.class,
                    SubscriptionMessages.Ack.class,
                    SubscriptionMessages.Detach.class,
                    SubscriptionMessages.Delete.class,
                    SubscriptionMessages.Deliver.class,
                    SubscriptionMessages.Status.class,
                    SubscriptionMessages.TakenBack.class,
                    SubscriptionMessages.End.class,
                    Fenced.class,
                    SubscriptionMessages.Replay.class,
                    ParkingMessages.ParkEvent.class,
                    ParkingMessages.NowParked.class,
                    ParkingMessages.Replayed.class,
                    ParkingMessages.ReplayFailed.class,
                    ParkingMessages.ReplayParked.class,
                    ParkingMessages.SkipParked.class,
                    ParkingMessages.Count.class,
                    ActivityMessages.Describe.class,
                    ActivityMessages.Described.class,
                    UserMessages.UserAsk.class,
                    UserMessages.UserAnswer.class),
            MAX_NESTING);
    private static final CborRecords<FailureRecord> FAILURES =
            new CborRecords<>(List.of(FailureRecord.class), MAX_NESTING);

    @Override
    public byte[] encode(Message message) {
        return MESSAGES.write(message);
    }

    @Override
    public Message decode(byte[] bytes) {
        if (MESSAGES.read(bytes) instanceof Known<Message> known) {
            return known.record();
        }
        throw new SerializationException("the bytes are no message of a known type", null);
    }

    @Override
    public byte[] encodeFailure(Throwable failure) {
        return FAILURES.write(FailureRecord.of(failure));
    }

    @Override
    public RuntimeException decodeFailure(byte[] bytes) {
        try {
            if (FAILURES.read(bytes) instanceof Known<FailureRecord> known) {
                return known.record().toException();
            }
        } catch (RuntimeException unreadable) {
            throw new SerializationException("the bytes are no failure: " + unreadable.getMessage(), unreadable);
        }
        throw new SerializationException("the bytes are no failure", null);
    }
}

package dev.eventstore.core.wire;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.UUID;

/**
 * A failure as plain values. Immutable.
 *
 * <p>It knows the kinds that a process can fail with; any other arrives as a {@link StorageException} with its text.
 *
 * @param kind the simple name of the exception
 * @param text its stream, process or limit, else its message
 * @param detail the subscription, or that and more, event id, message, or key and cause, else empty
 * @param first its first number
 * @param second its second number
 */
record FailureRecord(String kind, String text, String detail, long first, long second) {

    private static final int MAX_CAUSE = 1_000;

    /** What a process failed with on another node: its text only. Immutable. */
    private static final class ElsewhereFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ElsewhereFailure(String text) {
            super(text, null, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    static FailureRecord of(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        if (failure instanceof WrongExpectedVersionException e) {
            return new FailureRecord(kind, e.stream().value(), "", StreamMessages.code(e.expected()), e.actual());
        } else if (failure instanceof StreamExistsException e) {
            return new FailureRecord(kind, e.stream().value(), "", e.actual(), 0);
        } else if (failure instanceof StreamNotFoundException e) {
            return ofText(kind, e.stream().value());
        } else if (failure instanceof StreamDeletedException e) {
            return ofText(kind, e.stream().value());
        } else if (failure instanceof AppendOutcomeUnknownException e) {
            return ofText(kind, e.stream().value());
        } else if (failure instanceof DuplicateEventException e) {
            return new FailureRecord(kind, e.stream().value(), e.eventId().toString(), e.version(), 0);
        } else if (failure instanceof EventNotFoundException e) {
            return ofText(kind, e.eventId().toString());
        } else if (failure instanceof NoNodeAvailableException e) {
            return new FailureRecord(kind, "", "", e.needed(), e.available());
        } else if (failure instanceof SupersededException e) {
            return new FailureRecord(kind, "", "", e.epoch(), e.current());
        } else if (failure instanceof LeaseLostException e) {
            return new FailureRecord(kind, e.stream().value(), e.subscription().value(), 0, 0);
        } else if (failure instanceof SubscriptionDeletedException e) {
            return new FailureRecord(kind, e.stream().value(), e.subscription().value(), 0, 0);
        } else if (failure instanceof SubscriptionRefusedException e) {
            return new FailureRecord(
                    kind,
                    e.stream().value(),
                    e.subscription().value() + "\n" + e.detail(),
                    e.reason().ordinal(),
                    0);
        }
        return ofOther(kind, failure);
    }

    private static FailureRecord ofOther(String kind, Throwable failure) {
        if (failure instanceof SubscriberFailedException e) {
            return new FailureRecord(kind, e.stream().value(), String.valueOf(e.getMessage()), 0, 0);
        } else if (failure instanceof OverloadedException e) {
            return new FailureRecord(kind, e.limit(), "", e.maximum(), 0);
        } else if (failure instanceof LimitExceededException e) {
            return new FailureRecord(kind, e.limit(), "", e.actual(), e.maximum());
        } else if (failure instanceof ProcessFailedException e) {
            return new FailureRecord(kind, e.process().type(), e.process().key() + cause(e), 0, 0);
        } else if (failure instanceof AskOutcomeUnknownException e) {
            return new FailureRecord(kind, e.process().type(), e.process().key(), 0, 0);
        }
        return ofText(kind, String.valueOf(failure.getMessage()));
    }

    EventStoreException toException() {
        return switch (kind) {
            case "WrongExpectedVersionException" ->
                new WrongExpectedVersionException(stream(), StreamMessages.expected(first), second);
            case "StreamExistsException" -> new StreamExistsException(stream(), first);
            case "StreamNotFoundException" -> new StreamNotFoundException(stream());
            case "StreamDeletedException" -> new StreamDeletedException(stream());
            case "AppendOutcomeUnknownException" -> new AppendOutcomeUnknownException(stream(), null);
            case "DuplicateEventException" -> new DuplicateEventException(UUID.fromString(detail), stream(), first);
            case "EventNotFoundException" -> new EventNotFoundException(UUID.fromString(text));
            case "NoNodeAvailableException" -> new NoNodeAvailableException((int) first, (int) second);
            case "SupersededException" -> new SupersededException(first, second);
            case "LeaseLostException" -> new LeaseLostException(stream(), new SubscriptionName(detail));
            case "SubscriptionDeletedException" ->
                new SubscriptionDeletedException(stream(), new SubscriptionName(detail));
            case "SubscriptionRefusedException" -> refused(detail.split("\n", 2));
            case "SubscriberFailedException" -> new SubscriberFailedException(stream(), detail, null);
            case "OverloadedException" -> new OverloadedException(text, first);
            case "ProcessFailedException" -> processFailed(detail.split("\n", 2));
            case "AskOutcomeUnknownException" -> new AskOutcomeUnknownException(new ProcessName(text, detail));
            case "LimitExceededException" -> new LimitExceededException(text, first, second);
            case "SerializationException" -> new SerializationException(text, null);
            case "DeadlineExceededException" -> new DeadlineExceededException(text, null);
            case "StoreClosedException" -> new StoreClosedException(text);
            case "NotSupportedException" -> new NotSupportedException(text);
            case "StorageUnavailableException" -> new StorageUnavailableException(text, null);
            case "StorageException" -> new StorageException(text, null);
            default -> new StorageException(kind + ": " + text, null);
        };
    }

    private static FailureRecord ofText(String kind, String text) {
        return new FailureRecord(kind, text, "", 0, 0);
    }

    private SubscriptionRefusedException refused(String[] nameAndDetail) {
        return new SubscriptionRefusedException(
                stream(),
                new SubscriptionName(nameAndDetail[0]),
                SubscriptionRefusedException.Reason.values()[(int) first],
                nameAndDetail.length == 1 ? "" : nameAndDetail[1]);
    }

    private ProcessFailedException processFailed(String[] keyAndCause) {
        return new ProcessFailedException(
                new ProcessName(text, keyAndCause[0]),
                keyAndCause.length == 1 ? null : new ElsewhereFailure(keyAndCause[1]));
    }

    /** Behind the key, which has no line breaks. */
    private static String cause(ProcessFailedException failure) {
        String cause = failure.getCause() == null ? "" : "\n" + failure.getCause();
        return cause.length() <= MAX_CAUSE ? cause : cause.substring(0, MAX_CAUSE) + "…";
    }

    private StreamId stream() {
        return StreamId.of(text);
    }
}

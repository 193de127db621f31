package dev.eventstore.core.user;

import dev.eventstore.api.cluster.ClusterProcess;
import dev.eventstore.api.cluster.Handoff;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.wire.UserMessages.UserAnswer;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A user's process as one of core's: each turn runs on the threads for callbacks. Confined to its mailbox.
 */
final class UserProcess implements Process {

    private static final byte[] AFRESH = {};

    private final Declared declared;
    private final UserContext context;
    private final Serializer records;
    private final Executor callbacks;
    private @Nullable ClusterProcess started;
    private boolean idle;

    UserProcess(Declared declared, UserContext context, Serializer records, Executor callbacks) {
        this.declared = declared;
        this.context = context;
        this.records = records;
        this.callbacks = callbacks;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        return onCallbackThread(() -> handle(asks.get(0)));
    }

    @Override
    public boolean isIdle() {
        return idle;
    }

    @Override
    public CompletionStage<Void> resumeLater(byte[] state) {
        return onCallbackThread(() -> {
            if (state.length == 0) {
                process();
                return done(null);
            }
            Class<? extends Record> type = declared.state()
                    .orElseThrow(() -> new SerializationException(
                            "process " + context.name() + " was handed a state, but "
                                    + declared.factory().getClass().getName()
                                    + " declares none: declare state() alike on"
                                    + " every node",
                            null));
            process().resume(records.deserialize(state, type));
            return done(null);
        });
    }

    @Override
    public CompletionStage<Optional<byte[]>> handOffLater() {
        return onCallbackThread(() -> done(started == null ? Optional.empty() : bytes(started.handOff())));
    }

    @Override
    public CompletionStage<Void> stop() {
        return onCallbackThread(() -> {
            if (started != null) {
                started.stop();
            }
            return done(null);
        });
    }

    private ClusterProcess process() {
        if (started == null) {
            started = declared.factory().start(context.name(), context);
        }
        return started;
    }

    /** What is wrong with the message, or what the process refuses, is the answer; any other failure is the process's own. */
    private CompletionStage<Void> handle(Ask ask) {
        context.enter(ask.epoch());
        CompletionStage<? extends Record> answered;
        try {
            Record message = read(ask);
            answered = Objects.requireNonNull(process().handle(message), "the stage of the answer must not be null");
        } catch (EventStoreException refused) {
            answered = CompletableFuture.failedStage(refused);
        }
        return answered.handle((answer, failure) -> {
            idle = started != null && started.isIdle();
            if (failure == null) {
                answer(ask, answer);
            } else if (Failures.unwrap(failure) instanceof EventStoreException refused) {
                ask.answer().completeExceptionally(told(refused));
            } else {
                throw Failures.rethrow(failure);
            }
            return null;
        });
    }

    /** Between nodes these two say that the message was not handled, so that it is asked again; the user's code has run. */
    private RuntimeException told(EventStoreException refused) {
        return refused instanceof StoreClosedException || refused instanceof SupersededException
                ? new ProcessFailedException(context.name(), refused)
                : refused;
    }

    private Record read(Ask ask) {
        if (ask.message() instanceof UserAsk asked) {
            return records.deserialize(asked.payload(), declared.message(asked.type()));
        }
        throw new NotSupportedException("a process of type '" + declared.type() + "' does not understand "
                + ask.message().getClass().getSimpleName());
    }

    private void answer(Ask ask, @Nullable Record answer) {
        if (answer == null) {
            throw new IllegalArgumentException("the answer of " + context.name() + " to "
                    + ((UserAsk) ask.message()).type() + " must be a record, but was null");
        }
        try {
            ask.answer().complete(new UserAnswer(answer.getClass().getName(), records.serialize(answer)));
        } catch (SerializationException unwritable) {
            ask.answer().completeExceptionally(unwritable);
        }
    }

    private Optional<byte[]> bytes(Handoff handoff) {
        if (handoff instanceof Handoff.Resume resume) {
            Record state = resume.state();
            if (!declared.state().equals(Optional.of(state.getClass()))) {
                throw new IllegalArgumentException("the state that " + context.name() + " hands on is a "
                        + state.getClass().getName() + ", but state() of "
                        + declared.factory().getClass().getName() + " is " + declared.state());
            }
            return Optional.of(records.serialize(state));
        }
        return handoff instanceof Handoff.Restart ? Optional.of(AFRESH) : Optional.empty();
    }

    private <T> CompletionStage<T> onCallbackThread(Supplier<CompletionStage<T>> step) {
        return CompletableFuture.<Void>completedFuture(null).thenComposeAsync(begun -> step.get(), callbacks);
    }

    private static <T> CompletionStage<T> done(T result) {
        return CompletableFuture.completedStage(result);
    }
}

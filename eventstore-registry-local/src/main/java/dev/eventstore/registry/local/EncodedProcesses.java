package dev.eventstore.registry.local;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.spi.registry.MessageCodec;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The processes of this node, reached as those of another node would be: messages, answers and failures are written as bytes
 * and read again. So tests on one node find what could not travel. Thread-safe.
 */
final class EncodedProcesses implements ProcessHost {

    private final ProcessHost processes;
    private final MessageCodec codec;

    EncodedProcesses(ProcessHost processes, MessageCodec codec) {
        this.processes = processes;
        this.codec = codec;
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, OptionalLong epoch, Deadline deadline) {
        return travelling(message, arrived -> processes.ask(name, arrived, epoch, deadline));
    }

    @Override
    public CompletionStage<Message> askRunning(ProcessName name, Message message, Deadline deadline) {
        return travelling(message, arrived -> processes.askRunning(name, arrived, deadline));
    }

    @Override
    public List<ProcessName> running() {
        return processes.running();
    }

    @Override
    public CompletionStage<List<HandedOff>> keepOnly(Predicate<ProcessName> kept, Duration patience) {
        return processes.keepOnly(kept, patience);
    }

    @Override
    public void resume(HandedOff handed) {
        processes.resume(handed);
    }

    private CompletionStage<Message> travelling(Message message, Function<Message, CompletionStage<Message>> ask) {
        CompletableFuture<Message> answered = new CompletableFuture<>();
        try {
            ask.apply(codec.decode(codec.encode(message)))
                    .whenComplete((answer, failure) -> arrive(answer, failure, answered));
        } catch (RuntimeException unwritable) {
            answered.completeExceptionally(unwritable);
        }
        return answered;
    }

    private void arrive(Message answer, Throwable failure, CompletableFuture<Message> answered) {
        try {
            if (failure == null) {
                answered.complete(codec.decode(codec.encode(answer)));
            } else {
                answered.completeExceptionally(codec.decodeFailure(codec.encodeFailure(Failures.unwrap(failure))));
            }
        } catch (RuntimeException unwritable) {
            answered.completeExceptionally(unwritable);
        }
    }
}

package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.Permissible;
import dev.eventstore.core.process.ProcessHost;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The processes of this node, asked under the view that it is in. Whatever was not handled here fails with {@link
 * NotHandledException}, also an append whose epoch is spent. Thread-safe.
 */
final class Hosting {

    private final NodeId self;
    private final ProcessHost processes;
    private final Views views;

    Hosting(NodeId self, ProcessHost processes, Views views) {
        this.self = self;
        this.processes = processes;
        this.views = views;
    }

    CompletionStage<Message> ask(Standing standing, ProcessName name, Message message, Deadline deadline) {
        if (!standing.serves() || !standing.owner(name).equals(self)) {
            return CompletableFuture.failedStage(new NotHandledException(name));
        }
        return told(name, processes.ask(name, message, standing.fence(), deadline));
    }

    /** Does what the owner of a process has let this node do. */
    CompletionStage<Message> permitted(
            ProcessName name, Permissible work, NodeId owner, long epoch, Deadline deadline) {
        return told(name, processes.askRunning(work.worker(), work.permitted(name, owner, epoch), deadline));
    }

    private CompletionStage<Message> told(ProcessName name, CompletionStage<Message> outcome) {
        CompletableFuture<Message> answered = new CompletableFuture<>();
        outcome.whenComplete((answer, failure) -> {
            if (failure == null) {
                answered.complete(answer);
            } else {
                answered.completeExceptionally(told(name, Failures.unwrap(failure)));
            }
        });
        return answered;
    }

    CompletionStage<Message> askRunning(ProcessName name, Message message, Deadline deadline) {
        return processes.askRunning(name, message, deadline);
    }

    private Throwable told(ProcessName name, Throwable failure) {
        if (failure instanceof SupersededException spent) {
            views.superseded(spent.epoch());
            return new NotHandledException(name);
        }
        return failure instanceof StoreClosedException ? new NotHandledException(name) : failure;
    }
}

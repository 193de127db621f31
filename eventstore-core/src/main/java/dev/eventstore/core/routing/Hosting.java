package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
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
        CompletableFuture<Message> answered = new CompletableFuture<>();
        processes.ask(name, message, standing.fence(), deadline).whenComplete((answer, failure) -> {
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

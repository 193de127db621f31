package dev.eventstore.testkit.cluster;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** The processes of a node, with mistakes where they are wanted. As thread-safe as what it stands before. */
record PlantedHost(ProcessHost host, Set<Plant> plants) implements ProcessHost {

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, OptionalLong epoch, Deadline deadline) {
        return host.ask(name, message, epoch, deadline);
    }

    @Override
    public CompletionStage<Message> askRunning(ProcessName name, Message message, Deadline deadline) {
        return host.askRunning(name, message, deadline);
    }

    @Override
    public List<ProcessName> running() {
        return host.running();
    }

    @Override
    public CompletionStage<List<HandedOff>> keepOnly(Predicate<ProcessName> kept, Duration patience) {
        if (plants.contains(Plant.READY_WITHOUT_DRAIN)) {
            return CompletableFuture.completedStage(List.of());
        }
        CompletionStage<List<HandedOff>> moved = host.keepOnly(kept, patience);
        return plants.contains(Plant.STATES_LOST) ? moved.thenApply(states -> List.of()) : moved;
    }

    @Override
    public void resume(HandedOff handed) {
        host.resume(handed);
    }
}

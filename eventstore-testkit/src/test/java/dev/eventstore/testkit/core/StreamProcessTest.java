package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.append.AppendPath;
import dev.eventstore.core.append.Permits;
import dev.eventstore.core.append.StreamProcess;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.FaultyStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StreamProcessTest {

    private static final StreamId ORDER = StreamId.of("order");

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final FaultyStorage storage =
            new FaultyStorage(new InMemoryStorage(database, sim, sim, Observer.NONE), sim.random(), sim);
    private final Supervisor supervisor =
            new Supervisor(sim, sim, new Supervisor.Limits(Duration.ofMinutes(1), 100, 100), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    StreamProcessTest() {
        supervisor.register(
                "stream",
                (name, self) -> new StreamProcess(
                        ORDER, storage, AppendPath.to(storage), new Permits(sim), head -> {}, link -> {}, id -> {}));
    }

    @Test
    void an_append_carries_the_epoch_by_which_it_was_routed_however_long_it_waits() {
        long old = database.raiseEpoch();
        storage.faults(Faults.slow(1, Duration.ofSeconds(1)));
        CompletableFuture<Message> first = ask(OptionalLong.of(old));
        sim.run();
        CompletableFuture<Message> queued = ask(OptionalLong.of(old));
        long current = database.raiseEpoch();
        CompletableFuture<Message> routedAnew = ask(OptionalLong.of(current));
        CompletableFuture<Message> unchecked = ask(OptionalLong.empty());
        sim.runUntil(
                "all have ended", () -> first.isDone() && queued.isDone() && routedAnew.isDone() && unchecked.isDone());
        var superseded = Await.failure(SupersededException.class, queued);
        assertEquals(old, superseded.epoch());
        assertEquals(current, superseded.current());
        assertInstanceOf(StreamMessages.Appended.class, routedAnew.join());
        assertInstanceOf(StreamMessages.Appended.class, unchecked.join());
    }

    private CompletableFuture<Message> ask(OptionalLong epoch) {
        NewEvent event = new NewEvent(UUID.randomUUID(), "happened", new byte[0], null, null, null);
        Message append = new StreamMessages.Append(StreamMessages.code(ExpectedVersion.any()), List.of(event), 0);
        return supervisor
                .ask(ProcessName.stream(ORDER), append, epoch, Deadline.after(sim, Duration.ofSeconds(30)))
                .toCompletableFuture();
    }
}

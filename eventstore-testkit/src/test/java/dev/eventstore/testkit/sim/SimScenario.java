package dev.eventstore.testkit.sim;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Two nodes that append to one database through faulty connections; all that happens is written down. */
final class SimScenario {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private SimScenario() {}

    static List<String> trace(long seed) {
        SimScheduler sim = new SimScheduler(seed);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        List<String> trace = new ArrayList<>();
        int[] open = {0};
        for (int node = 0; node < 2; node++) {
            FaultyStorage storage =
                    new FaultyStorage(new InMemoryStorage(database, sim, sim, Observer.NONE), sim.random(), sim);
            storage.open();
            storage.faults(new Faults(0.1, 0.5, Duration.ofSeconds(1), 0.1));
            for (int i = 0; i < 20; i++) {
                String name = "n" + node + "-" + i;
                open[0]++;
                sim.schedule(
                        Duration.ofMillis(sim.random().nextInt(2_000)),
                        () -> storage.append(request(sim, name)).whenComplete((result, failure) -> {
                            trace.add(sim.nanoTime() + " " + name + " " + (failure == null ? result : failure));
                            open[0]--;
                        }));
            }
        }
        sim.runUntil("every append has ended", () -> open[0] == 0);
        return trace;
    }

    private static AppendRequest request(SimScheduler sim, String name) {
        long id = sim.random().nextLong();
        NewEvent event = new NewEvent(new UUID(id, id), name, new byte[0], null, null, null);
        return new AppendRequest(
                StreamId.of("order"),
                ExpectedVersion.any(),
                List.of(event),
                sim.now(),
                OptionalLong.empty(),
                Deadline.after(sim, DEADLINE));
    }
}

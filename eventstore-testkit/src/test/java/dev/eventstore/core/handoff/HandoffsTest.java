package dev.eventstore.core.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.ring.HashRing;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandoffsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ProcessName NAME = new ProcessName("keeper", "k");

    private final WallClock time = new WallClock();
    private final NodeId self = new NodeId("node1@127.0.0.1", new UUID(1, 1));
    private final Supervisor processes =
            new Supervisor(Runnable::run, time, new Supervisor.Limits(SECOND, 100, 100), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });
    private final Handoffs handoffs = new Handoffs(self, processes, link(), time);

    HandoffsTest() {
        processes.register("keeper", (name, own) -> new Keeper());
        processes.keepOnly(name -> false, SECOND);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void a_state_that_comes_before_this_node_drains_for_the_round_waits_for_the_view() {
        handoffs.arrived(5, states("early"));
        processes.keepOnly(name -> false, SECOND);
        handoffs.send(5, List.of(), ring());
        enter(6);
        assertEquals("early", told());
    }

    @Test
    void a_state_for_a_view_that_never_was_is_forgotten() {
        handoffs.arrived(5, states("for view 6"));
        enter(7);
        assertEquals("", told());
    }

    @Test
    void a_state_of_an_older_view_does_not_replace_a_newer_one() {
        handoffs.arrived(6, states("new"));
        handoffs.arrived(5, states("late"));
        enter(7);
        assertEquals("new", told());
    }

    @Test
    void a_process_that_was_to_move_in_a_round_that_failed_goes_on_here_with_what_it_knew() {
        handoffs.send(5, states("stayed"), ring());
        handoffs.send(5, List.of(), ring());
        enter(6);
        assertEquals("stayed", told());
    }

    private void enter(long epoch) {
        handoffs.entering(epoch, name -> true);
        processes.keepOnly(name -> true, SECOND);
    }

    private String told() {
        Message answer =
                Await.result(processes.ask(NAME, new State(""), OptionalLong.empty(), Deadline.after(time, SECOND)));
        return ((State) answer).text();
    }

    private static List<HandedOff> states(String text) {
        return List.of(new HandedOff(NAME, text.getBytes(StandardCharsets.UTF_8)));
    }

    private HashRing ring() {
        return new HashRing(List.of(self), node -> 1);
    }

    private NodeLink link() {
        ClusterSettings settings = new ClusterSettings(
                "handoffs",
                new NodeAddress(self.name(), "127.0.0.1", OptionalInt.empty()),
                Optional.empty(),
                new ClusterSettings.Listen("127.0.0.1", 1, 1),
                List.of(),
                new SyncNodes(List.of(), List.of(), Optional.of(SECOND)),
                new RingRules(Distribution.STATIC_QUORUM_RING, 1, List.of(), List.of(), Map.of()),
                new ClusterSettings.Times(SECOND, SECOND, SECOND));
        var channel = new InMemoryNetwork(Runnable::run).newChannel("handoffs", self);
        return new NodeLink(channel, settings, Runnable::run, time, (from, message) -> {});
    }

    private record State(String text) implements Message {}

    /** Tells the state it began with. */
    private static final class Keeper implements Process {

        private String state = "";

        @Override
        public CompletionStage<Void> handle(List<Ask> asks) {
            asks.get(0).answer().complete(new State(state));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void resume(byte[] handed) {
            state = new String(handed, StandardCharsets.UTF_8);
        }

        @Override
        public CompletionStage<Void> stop() {
            return CompletableFuture.completedStage(null);
        }
    }
}

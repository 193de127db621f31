package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.cluster.RingRegistryFixture;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Note;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** Three nodes on a network that loses bytes and repeats them. */
class LossyNetworkTest extends RegistrySuite {

    private static final long SEED = 42;

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());

    @Override
    protected RegistryFixture newFixture() {
        return new RingRegistryFixture(new Lossy(network), Duration.ofSeconds(20));
    }

    @Test
    void what_comes_twice_is_handled_once() {
        ProcessName name = nameOn(node(3), "counter");
        network.trouble(SEED, 0, 700);
        int sum = 0;
        for (int i = 0; i < 100; i++) {
            sum++;
            assertEquals(new Total(sum, 1), add(node(i % 3 + 1), name, 1));
        }
    }

    @Test
    void what_may_be_handled_twice_is_answered_though_bytes_are_lost() {
        ProcessName name = nameOn(node(2), "counter");
        network.trouble(SEED, 300, 100);
        List<CompletionStage<Message>> asks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            asks.add(node(i % 3 + 1).ask(name, new Note(i)));
        }
        for (int i = 0; i < 60; i++) {
            assertEquals(new Note(i), Await.result(asks.get(i)));
        }
    }

    @Test
    void what_must_not_be_handled_twice_is_not_though_its_answer_is_lost() {
        ProcessName name = nameOn(node(1), "counter");
        network.trouble(SEED, 300, 300);
        int answered = 0;
        int unknown = 0;
        List<CompletionStage<Message>> asks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            RegistryNode from = node(i % 2 + 2);
            asks.add(from.registry().ask(name, new Add(1), from.within(Duration.ofMillis(300))));
        }
        for (CompletionStage<Message> ask : asks) {
            try {
                Await.result(ask);
                answered++;
            } catch (AskOutcomeUnknownException lost) {
                unknown++;
            }
        }
        int handled = node(1).received().size();
        assertTrue(handled >= answered && handled <= answered + unknown, handled + " of " + answered + "+" + unknown);
        assertTrue(handled <= 60);
    }

    @Test
    void a_view_is_agreed_on_though_bytes_are_lost() {
        node();
        network.trouble(SEED, 200, 200);
        join("node4");
        converge();
        leave(node(1));
        converge();
    }

    private record Lossy(InMemoryNetwork network) implements RingRegistryFixture.Network {

        @Override
        public ClusterChannel newChannel(ClusterSettings settings, NodeId self) {
            return network.newChannel(settings.name(), self);
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void kill(ClusterChannel channel) {
            channel.close();
        }

        @Override
        public void cut(ClusterChannel from, NodeId sender, ClusterChannel to, NodeId receiver) {
            network.cut(sender, receiver);
        }

        @Override
        public void heal(ClusterChannel channel) {
            network.heal();
        }

        @Override
        public void close() {}
    }
}

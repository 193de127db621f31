package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Echo;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many that ask at once, from every node. Called by JUnit only. */
public abstract class ConcurrentAskSuite extends RegistrySuite {

    private static final Comparator<Message> BY_AMOUNT = Comparator.comparing(message -> ((Add) message).amount());

    /** For subclasses. */
    protected ConcurrentAskSuite() {}

    @Test
    public void many_that_ask_a_new_name_at_once_get_one_process() {
        for (int round = 0; round < 50; round++) {
            ProcessName name = counter("race-" + round);
            List<Callable<Total>> askers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RegistryNode from = nodes().get(i % nodes().size());
                askers.add(() -> add(from, name, 1));
            }
            List<Integer> totals = Race.run(askers).stream()
                    .map(outcome -> outcome.value())
                    .peek(total -> assertEquals(1, total.start()))
                    .map(Total::amount)
                    .sorted()
                    .toList();
            assertEquals(IntStream.rangeClosed(1, 8).boxed().toList(), totals, "each is counted once");
            assertEquals(1, starts(name));
        }
    }

    @Test
    public void no_message_is_lost_while_a_process_is_stopped_and_started_again() {
        ProcessName name = counter("stopped");
        List<Callable<Integer>> runners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RegistryNode from = nodes().get(i % nodes().size());
            runners.add(() -> {
                int answered = 0;
                for (int n = 0; n < 250; n++) {
                    Message message = n % 2 == 0 ? new Add(1) : new Echo("urgent", true);
                    Message answer = ask(from, name, message);
                    answered += answer instanceof Total || answer.equals(message) ? 1 : 0;
                }
                return answered;
            });
        }
        runners.add(() -> {
            for (int n = 0; n < 50; n++) {
                nodes().forEach(node -> node.stop(name));
            }
            return 0;
        });
        int answered = Race.run(runners).stream().mapToInt(o -> o.returned()).sum();
        assertEquals(1_000, answered);
        assertEquals(1_000, nodes().stream().mapToInt(n -> n.received().size()).sum(), "each is handled once");
    }

    @Test
    public void what_one_asker_sends_is_handled_once_and_in_its_order_where_that_is_kept() {
        for (RegistryNode from : nodes()) {
            ProcessName name = counter("ordered by " + from.self());
            List<CompletionStage<Message>> asks = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                asks.add(from.ask(name, new Add(i)));
            }
            asks.forEach(Await::result);
            List<Message> sent = IntStream.rangeClosed(1, 300)
                    .mapToObj(i -> (Message) new Add(i))
                    .toList();
            List<Message> came = owner(name).handled().stream()
                    .filter(each -> each.name().equals(name))
                    .map(RegistryNode.Handled::message)
                    .toList();
            boolean kept = fixture().capabilities().ordered() || from == owner(name);
            assertEquals(sent, kept ? came : came.stream().sorted(BY_AMOUNT).toList());
        }
    }

    @Test
    public void a_thousand_names_at_once_are_a_thousand_processes() {
        List<CompletionStage<Message>> asks = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            RegistryNode from = nodes().get(i % nodes().size());
            asks.add(from.ask(counter("n" + i), new Add(1)));
        }
        asks.forEach(ask -> assertEquals(new Total(1, 1), Await.result(ask)));
        assertEquals(1_000, node().registered().size());
    }

    @Test
    public void no_ask_is_lost_while_nodes_come_and_go_and_one_node_runs_a_name_in_an_epoch() {
        List<ProcessName> names = names("keeper", 12);
        List<RegistryNode> askers = List.of(node(), nodes().get(nodes().size() / 2));
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Integer>> runners = new ArrayList<>();
        for (RegistryNode from : askers) {
            runners.add(() -> {
                int asked = 0;
                while (!done.get() || asked < 100) {
                    ask(from, names.get(asked++ % names.size()), new Add(1));
                }
                return asked;
            });
        }
        runners.add(() -> {
            try {
                comeAndGo();
            } finally {
                done.set(true);
            }
            return 0;
        });
        List<Race.Outcome<Integer>> outcomes = Race.run(runners);
        outcomes.forEach(outcome -> assertTrue(outcome.succeeded(), () -> "" + outcome.failure()));
        int asked = outcomes.stream().mapToInt(outcome -> outcome.returned()).sum();
        int counted =
                names.stream().mapToInt(name -> add(node(), name, 0).amount()).sum();
        assertEquals(asked, counted, "each was counted once, wherever its process went");
        assertOneNodeAnEpoch();
    }

    private void comeAndGo() {
        if (isAlone()) {
            return;
        }
        RegistryNode fourth = join("node4");
        converge();
        leave(node(3));
        converge();
        leave(fourth);
        join("node3");
        converge();
    }

    private void assertOneNodeAnEpoch() {
        record Place(ProcessName name, OptionalLong epoch) {}
        Map<Place, RegistryNode> places = new HashMap<>();
        for (RegistryNode node : everybody()) {
            node.handled().forEach(each -> {
                RegistryNode other = places.putIfAbsent(new Place(each.name(), each.epoch()), node);
                assertTrue(other == null || other == node, () -> each + " on " + node.self() + " and " + other.self());
            });
        }
        assertTrue(places.size() >= 12);
    }
}

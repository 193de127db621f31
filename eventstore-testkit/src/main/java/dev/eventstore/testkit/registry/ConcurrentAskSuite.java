package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Echo;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many that ask at once, from every node. Called by JUnit only. */
public abstract class ConcurrentAskSuite extends RegistrySuite {

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
        int answered = Race.run(runners).stream().mapToInt(o -> o.value()).sum();
        assertEquals(1_000, answered);
        assertEquals(1_000, nodes().stream().mapToInt(n -> n.received().size()).sum(), "each is handled once");
    }

    @Test
    public void what_one_asker_sends_arrives_in_its_order() {
        ProcessName name = counter("ordered");
        List<CompletionStage<Message>> asks = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            asks.add(node().ask(name, new Add(i)));
        }
        int sum = 0;
        for (int i = 1; i <= 500; i++) {
            sum += i;
            assertEquals(new Total(sum, 1), Await.result(asks.get(i - 1)));
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
}

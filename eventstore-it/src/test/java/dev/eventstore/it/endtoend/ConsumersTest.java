package dev.eventstore.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eventstore.it.Command;
import dev.eventstore.it.Program;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two programs that share a subscription, each on a node of its own, of which one is killed. */
@Tag("cluster")
class ConsumersTest {

    private static final int ALL = 4_000;
    private static final int SHOWN = 600;
    private static final int BUFFER = 50;

    @TempDir
    private Path folder;

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    private final List<Process> nodes = new ArrayList<>();

    @AfterEach
    void end_nodes() {
        nodes.stream().map(node -> node.destroyForcibly().onExit()).toList().forEach(Await::result);
    }

    /** All start at the same moment: each waits until it is in a view with a quorum. */
    @Test
    void what_a_consumer_that_is_killed_did_not_acknowledge_goes_to_the_other_in_order() throws Exception {
        DataFolder data = new DataFolder(folder.resolve("data"));
        try (RunningServer server = RunningServer.on(data, folder)) {
            assertTrue(server.runs());
            importEvents(data);
            List<Path> files = configurations();
            Process node = serve(data, files.get(0));
            Subscriber killed = consume(data, files.get(1));
            Subscriber other = consume(data, files.get(2), "--until-caught-up");
            killed.read(SHOWN);
            other.read(SHOWN);
            killed.kill();
            killed.awaitEnd();
            long checkpoint = data.number("select max(checkpoint) from public.subscriptions where name = 'shared'");
            assertEquals(0, other.awaitEnd());

            assertEquals(numbers(1, ALL), new ArrayList<>(union(killed, other)));
            assertInOrder(killed);
            assertInOrder(other);
            Set<Long> again = new HashSet<>(killed.positions());
            again.retainAll(new HashSet<>(other.positions()));
            assertTrue(again.size() <= BUFFER, () -> again + " were shown by both, more than can be unacknowledged");
            assertTrue(again.stream().allMatch(each -> each > checkpoint), () -> again + " though " + checkpoint);
            assertLagIsNothing(data, files.get(1));
            node.destroy();
            assertTrue(node.waitFor(1, TimeUnit.MINUTES));
        }
    }

    private void importEvents(DataFolder data) throws Exception {
        History history = History.in(folder).first(ALL, folder);
        String file = history.file().toString();
        Program.run(folder, "import", file, "--data", data.path().toString()).succeeded();
    }

    private List<Path> configurations() throws IOException {
        List<String> names = new ArrayList<>();
        for (int node = 1; node <= 3; node++) {
            names.add("\"node" + node + "@127.0.0.1:" + (ports.first() + node - 1) + '"');
        }
        List<Path> files = new ArrayList<>();
        for (int node = 1; node <= 3; node++) {
            files.add(Files.writeString(folder.resolve("node" + node + ".conf"), """
                    eventstore.registry = jgroups
                    eventstore.cluster.node = "node%d@127.0.0.1"
                    eventstore.cluster.nodes = %s
                    eventstore.cluster.static-quorum-size = 2
                    """.formatted(node, names)));
        }
        return files;
    }

    private Process serve(DataFolder data, Path configuration) throws IOException {
        List<String> command = Program.command(
                "node",
                "--serve",
                "--config",
                configuration.toString(),
                "--data",
                data.path().toString());
        Process node = Command.builder(folder, command)
                .redirectOutput(folder.resolve("node1.out").toFile())
                .redirectError(folder.resolve("node1.err").toFile())
                .start();
        nodes.add(node);
        return node;
    }

    private Subscriber consume(DataFolder data, Path configuration, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--config", configuration.toString()));
        all.addAll(List.of("--concurrency-limit", "2", "--partition-by", "stream"));
        all.addAll(List.of("--buffer-size", String.valueOf(BUFFER)));
        all.addAll(List.of(options));
        return Subscriber.start(folder, data, "shared", all.toArray(String[]::new));
    }

    /** With the union complete: before an event of a stream was shown, every earlier one of it was, here or by the other. */
    private static void assertInOrder(Subscriber consumer) {
        Map<String, Long> last = new HashMap<>();
        for (JsonNode event : consumer.shown()) {
            long position = event.path("position").asLong();
            Long before = last.put(event.path("stream").asText(), position);
            assertTrue(before == null || before < position, () -> event + " was shown after " + before);
        }
    }

    private void assertLagIsNothing(DataFolder data, Path configuration) throws Exception {
        String subscriptions = Program.run(
                        folder,
                        "subscriptions",
                        "--json",
                        "--config",
                        configuration.toString(),
                        "--data",
                        data.path().toString())
                .succeeded()
                .out();
        JsonNode listed = History.JSON.readTree(subscriptions);
        assertEquals("shared", listed.path("subscription").asText(), subscriptions);
        assertEquals(0, listed.path("behind").asLong(-1), subscriptions);
    }

    private static TreeSet<Long> union(Subscriber one, Subscriber other) {
        TreeSet<Long> union = new TreeSet<>(one.positions());
        union.addAll(other.positions());
        return union;
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}

package dev.eventstore.it.cluster;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.core.EventStores;
import dev.eventstore.it.consumer.Consumers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A node of a test's cluster, as a program of its own: takes one command a line from its standard input, and answers each by
 * one line on its standard output. Its argument is a configuration file.
 */
public final class NodeMain {

    private final EventStore store;
    private final EventStore patient;
    private Load load;
    private Counting counting;

    private NodeMain(EventStore store) {
        this.store = store;
        this.patient = store.withDeadline(Duration.ofSeconds(20));
    }

    /** Runs until its input ends or says quit. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long began = System.nanoTime();
        try (EventStore store = EventStores.open(Path.of(arguments[0]))) {
            answer("ready " + micros(began));
            NodeMain node = new NodeMain(store);
            String line = commands.readLine();
            while (line != null && !line.equals("quit")) {
                answer(node.answered(line.split(" ")));
                line = commands.readLine();
            }
        }
        answer("bye");
    }

    private static void answer(String text) {
        System.out.println("> " + text);
        System.out.flush();
    }

    private String answered(String[] words) {
        long began = System.nanoTime();
        try {
            return "ok " + carriedOut(words);
        } catch (Exception failure) {
            return "failed " + failure.getClass().getSimpleName() + " " + micros(began) + " " + failure.getMessage();
        }
    }

    private String carriedOut(String[] words) throws Exception {
        return switch (words[0]) {
            case "append" -> append(words[1]);
            case "view" ->
                store.cluster().view().epoch() + " "
                        + store.cluster().view().members().stream()
                                .map(NodeId::name)
                                .collect(Collectors.joining(","));
            case "serves" -> "" + store.cluster().hasQuorum();
            case "owner" ->
                store.cluster()
                        .ownerOf(ProcessName.stream(StreamId.of(words[1])))
                        .name();
            case "owner-of-witness" ->
                store.cluster()
                        .ownerOf(ProcessName.subscription(StreamId.ALL, Witness.NAME))
                        .name();
            case "registered" ->
                store.cluster().registered().stream()
                        .map(each -> each.name() + "@" + each.node().name())
                        .collect(Collectors.joining(","));
            case "read" ->
                patient.read(StreamId.ALL, ReadOptions.forward().limit(1)).size() + "";
            case "witness" -> {
                Witness.start(store, Path.of(words[1]));
                yield "";
            }
            case "owner-of", "consume", "checkpoint", "parked", "subscriptions" -> consumers(words);
            default -> clients(words);
        };
    }

    private String consumers(String[] words) throws Exception {
        return switch (words[0]) {
            case "owner-of" ->
                store.cluster()
                        .ownerOf(ProcessName.subscription(StreamId.ALL, Consumers.name(words[1])))
                        .name();
            case "consume" -> {
                Consumers.start(store, Path.of(words[1]));
                yield "";
            }
            case "checkpoint" -> "" + checkpoint(words[1]);
            case "subscriptions" -> "" + store.subscriptions();
            case "parked" ->
                ""
                        + store.parking().list(StreamId.ALL, Consumers.name(words[1])).stream()
                                .map(parked -> parked.number())
                                .sorted()
                                .toList();
            default -> throw new IllegalArgumentException("no command: " + words[0]);
        };
    }

    private String clients(String[] words) throws Exception {
        return switch (words[0]) {
            case "load" -> {
                load = Load.start(store, Integer.parseInt(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
                yield "";
            }
            case "stop-load" -> load.stop();
            case "count" -> {
                counting = Counting.start(
                        store, Integer.parseInt(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
                yield "";
            }
            case "stop-counting" -> {
                counting.stop();
                yield "";
            }
            case "total" -> "" + Counting.total(store, Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException("no command: " + words[0]);
        };
    }

    /** -1 before the subscription is there. */
    private long checkpoint(String kind) {
        return store.subscriptions().stream()
                .filter(info -> info.name().equals(Consumers.name(kind)))
                .mapToLong(SubscriptionInfo::checkpoint)
                .findFirst()
                .orElse(-1);
    }

    private String append(String stream) {
        long began = System.nanoTime();
        AppendResult result =
                patient.append(StreamId.of(stream), ExpectedVersion.any(), List.of(EventData.json("Probed", "{}")));
        return result.firstVersion() + " " + micros(began);
    }

    private static long micros(long began) {
        return (System.nanoTime() - began) / 1_000;
    }
}

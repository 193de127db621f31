package dev.eventstore.cli.bench.cluster;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.bench.delivery.DeliveryRun;
import dev.eventstore.cli.bench.measure.Crew;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.bench.measure.Worker;
import dev.eventstore.cli.bench.yardstick.Payload;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.core.EventStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A node that is measured: takes a command a line, and answers each by a line. Confined to one thread. */
@Command(name = "cluster-node", hidden = true, description = "A node of 'bench cluster'.")
public final class BenchNodeCommand implements Callable<Integer> {

    private static final int IN_FLIGHT = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MILLION = 1_000_000;
    private static final int MILLIS = 1_000;

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The node's configuration.")
    private Path configuration = Path.of("");

    @Option(names = "--size", defaultValue = "200", description = "How large an event's data are.")
    private int size = 200;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public BenchNodeCommand(Invocation invocation) {
        this.console = invocation.console();
    }

    @Override
    public Integer call() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long began = System.nanoTime();
        try (EventStore opened = EventStores.open(configuration)) {
            EventStore store = opened.withDeadline(PATIENCE);
            answer(millis(began));
            for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
                answer(whenServing(store, line.split(" ")));
            }
        }
        return 0;
    }

    private void answer(String text) {
        console.print(text);
        console.flush();
    }

    /** A node that was lost, or sees others lost, may need a moment until it serves again. */
    private String whenServing(EventStore store, String[] words) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return carriedOut(store, words);
            } catch (NoNodeAvailableException notYet) {
                if (System.nanoTime() - end > 0) {
                    throw notYet;
                }
                LockSupport.parkNanos(MILLION);
            }
        }
    }

    private String carriedOut(EventStore store, String[] words) {
        long began = System.nanoTime();
        return switch (words[0]) {
            case "run" -> run(store, Integer.parseInt(words[1]), Duration.ofMillis(Long.parseLong(words[2])), words[3]);
            case "deliver" ->
                deliver(store, Integer.parseInt(words[1]), Duration.ofMillis(Long.parseLong(words[2])), words[3]);
            case "append" -> {
                append(store, StreamId.of(words[1]));
                yield millis(began);
            }
            case "owner" ->
                store.cluster()
                        .ownerOf(ProcessName.stream(StreamId.of(words[1])))
                        .name();
            case "members" ->
                ""
                        + (store.cluster().hasQuorum()
                                ? store.cluster().view().members().size()
                                : 0);
            case "touch" -> {
                touch(store, Integer.parseInt(words[1]));
                yield millis(began);
            }
            case "registered" -> store.cluster().registered().size() + " " + millis(began);
            default -> throw new IllegalArgumentException("no command: " + words[0]);
        };
    }

    /** Callers that append to streams of this node, of others, or of all. */
    private String run(EventStore store, int callers, Duration time, String whose) {
        Payload payload = Payload.ofSize(size);
        List<StreamId> streams = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> StreamId.of("bench-" + whose + "-" + i))
                .filter(stream -> isWanted(store, ProcessName.stream(stream), whose))
                .limit(callers)
                .toList();
        List<Worker> workers = streams.stream()
                .<Worker>map(stream -> () -> {
                    store.append(stream, ExpectedVersion.any(), List.of(payload.event()));
                    return 1;
                })
                .toList();
        Sample sample = new Crew(workers).work(time);
        return sample.events() + " " + sample.took().toNanos() + " "
                + sample.latencies().encoded();
    }

    /** Deliveries of a new subscription whose process runs on this node, or on another. */
    private String deliver(EventStore store, int rate, Duration time, String whose) {
        long begin = System.nanoTime();
        String name = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "deliver-" + begin + "-" + i)
                .filter(each ->
                        isWanted(store, ProcessName.subscription(StreamId.ALL, SubscriptionName.of(each)), whose))
                .findFirst()
                .orElseThrow();
        try {
            Latencies latencies = new DeliveryRun(store, Payload.ofSize(size), rate, time).run(name);
            return rate * time.toMillis() / MILLIS + " " + time.toNanos() + " " + latencies.encoded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted; nothing was measured.", e);
        }
    }

    private static boolean isWanted(EventStore store, ProcessName process, String whose) {
        boolean owned = store.cluster().ownerOf(process).equals(store.cluster().self());
        return whose.equals("any") || owned == whose.equals("owned");
    }

    private void append(EventStore store, StreamId stream) {
        store.append(stream, ExpectedVersion.any(), List.of(Payload.ofSize(size).event()));
    }

    /** Appends an event to each of many streams, so that their processes run. */
    private void touch(EventStore store, int streams) {
        Payload payload = Payload.ofSize(size);
        Semaphore free = new Semaphore(IN_FLIGHT);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < streams && failure.get() == null; i++) {
            free.acquireUninterruptibly();
            store.async()
                    .append(StreamId.of("touched-" + i), ExpectedVersion.any(), List.of(payload.event()))
                    .whenComplete((result, problem) -> {
                        failure.compareAndSet(null, problem);
                        free.release();
                    });
        }
        free.acquireUninterruptibly(IN_FLIGHT);
        if (failure.get() != null) {
            throw new CompletionException(failure.get());
        }
    }

    private static String millis(long began) {
        return "" + (System.nanoTime() - began) / MILLION;
    }
}

package dev.eventstore.cli.bench;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.cli.bench.cluster.BenchNodes;
import dev.eventstore.cli.bench.delivery.CatchUpRun;
import dev.eventstore.cli.bench.delivery.Crowd;
import dev.eventstore.cli.bench.delivery.DeliveryRun;
import dev.eventstore.cli.bench.delivery.Seed;
import dev.eventstore.cli.bench.delivery.StuckRun;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures persistent subscriptions. Confined to one thread, beside those of the store. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = {
            "Measure persistent subscriptions to $all: how fast one catches up, acknowledging every batch (events/s), with"
                    + " --buffer-size and with a buffer of 1; then how long an event takes from its append's return to the"
                    + " subscriber (p50, p99).",
            "Yardstick: reading $all through the public API without subscribing.",
            "On demand: the same delivery on nodes that own the subscription and on nodes that do not (--nodes), what many"
                    + " subscriptions cost those who append (--subscriptions), and what a subscriber that never acknowledges"
                    + " keeps in memory (--stuck)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore bench subscribe",
            "  ./eventstore bench subscribe --import git-history.jsonl.gz --times 10 --json",
            "  ./eventstore bench subscribe --buffer-size 100 --rate 500",
            "  ./eventstore bench subscribe --nodes --registry hazelcast",
            "  ./eventstore bench subscribe --subscriptions 1000 --stuck"
        })
public final class BenchSubscribeCommand extends Measurement {

    private static final int MAX_EVENTS = 100_000_000;
    private static final int MAX_TIMES = 1_000;
    private static final int MAX_SUBSCRIPTIONS = 100_000;
    private static final int CALLERS = 64;
    private static final int MOST_ONE_BY_ONE = 50_000;

    /** So long the compilers of three programs are busy on two processors, and deliveries wait for them. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many events there are to catch" + " up with (default: 200000).")
    private int events = 200_000;

    @Option(
            names = "--import",
            paramLabel = "FILE",
            description = "Catch up with the events of this file, in the format of 'import', instead.")
    private @Nullable Path file;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often the file is written, each time into other streams (default: 1).")
    private int times = 1;

    @Option(
            names = "--buffer-size",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many events may be" + " unacknowledged (default: 1000).")
    private int bufferSize = 1_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many appends a second are made" + " while deliveries are timed (default: 1000).")
    private int rate = 1_000;

    @Option(names = "--nodes", description = "Time deliveries on three nodes, too, each a process of its own.")
    private boolean nodes;

    @Option(
            names = "--subscriptions",
            paramLabel = "N",
            defaultValue = "0",
            description = "Measure what " + CALLERS + " callers append while so many subscriptions get all of it"
                    + " (default: 0, not measured).")
    private int subscriptions;

    @Option(names = "--stuck", description = "Measure what a subscriber that never acknowledges keeps in memory.")
    private boolean stuck;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public BenchSubscribeCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    void check() {
        require(events >= 1 && events <= MAX_EVENTS, "--events must be between 1 and " + MAX_EVENTS);
        require(times >= 1 && times <= MAX_TIMES, "--times must be between 1 and " + MAX_TIMES);
        require(times == 1 || file != null, "--times needs --import");
        require(rate >= 1, "--rate must be 1 or more");
        require(
                subscriptions >= 0 && subscriptions <= MAX_SUBSCRIPTIONS,
                "--subscriptions must be between 0 and " + MAX_SUBSCRIPTIONS);
        Conversions.option("--buffer-size", () -> options(bufferSize));
    }

    private static SubscriptionOptions options(int buffer) {
        return SubscriptionOptions.fromOrigin().maxSize(Math.max(1_000, buffer)).bufferSize(buffer);
    }

    @Override
    Report measure(Bench bench) throws Exception {
        int stored = fill(bench);
        Report report = new Report(title(stored));
        measureDelivery(bench, report, stored);
        if (stuck) {
            measureStuck(bench.store(), report);
        }
        if (subscriptions > 0) {
            measureCrowd(bench, report);
        }
        if (nodes) {
            measureNodes(bench, report);
        }
        return report;
    }

    private int fill(Bench bench) throws IOException {
        if (file != null) {
            return Seed.load(bench.store(), file, times, console);
        }
        console.note(String.format(Locale.ROOT, "Writing %,d events …", events));
        Seed.fill(bench.store(), bench.payload(), events);
        return events;
    }

    private String title(int stored) {
        return String.format(
                Locale.ROOT,
                "subscribe to $all: %,d events of %s, buffer %,d; then %,d appends/s of %,d B; %d rounds",
                stored,
                file == null ? String.format(Locale.ROOT, "%,d B", size()) : file.getFileName() + " × " + times,
                bufferSize,
                rate,
                size(),
                rounds());
    }

    private void measureDelivery(Bench bench, Report report, int stored) throws InterruptedException {
        List<Sample> ours = report.line("eventstore", "catching up with acknowledgement; latency: append to delivery");
        List<Sample> single = report.line("buffer-1", "catching up, each event acknowledged before the next comes");
        List<Sample> read = report.line("read", "the same events, only read");
        int few = Math.min(stored, MOST_ONE_BY_ONE);
        console.note("Warming up …");
        CatchUpRun.of(bench.store(), "warm-up", options(bufferSize), stored);
        CatchUpRun.of(bench.store(), "warm-up-1", options(1), few);
        for (int round = 1; round <= rounds(); round++) {
            console.note("Round " + round + " of " + rounds() + " …");
            read.add(readAll(bench.store()));
            Sample caught = CatchUpRun.of(bench.store(), "round-" + round, options(bufferSize), stored);
            single.add(CatchUpRun.of(bench.store(), "single-" + round, options(1), few));
            Latencies delivery = new DeliveryRun(bench.store(), bench.payload(), rate, time()).run("live-" + round);
            ours.add(new Sample(caught.events(), caught.took(), delivery));
        }
        report.figure(
                "ratioToRead",
                Medians.ofRatios(ours, read, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second, of reading's");
    }

    private void measureStuck(EventStore store, Report report) throws InterruptedException {
        console.note("A stuck subscriber …");
        SubscriptionOptions options = options(bufferSize);
        StuckRun.of(store, "stuck-warm-up", options, Duration.ofMillis(500));
        StuckRun.Held held = StuckRun.of(store, "stuck", options, Duration.ofSeconds(1));
        report.figure("stuckDelivered", held.delivered(), "events that a subscriber gets which acknowledges nothing");
        report.figure(
                "stuckMegabytes", held.megabytes(), "by which the live memory grows, max-size " + options.maxSize());
    }

    private void measureCrowd(Bench bench, Report report) {
        List<Sample> alone = report.line("appends", CALLERS + " callers, nobody subscribed");
        List<Sample> crowded = report.line("crowded", CALLERS + " callers, " + subscriptions + " subscriptions");
        List<Sample> got = report.line("deliveries", "to these subscriptions meanwhile, all together");
        AppendLoad load = new AppendLoad(bench.store(), bench.payload(), CALLERS, CALLERS, 1);
        load.run(false, warmUp());
        for (int round = 1; round <= rounds(); round++) {
            console.note("Subscriptions, round " + round + " of " + rounds() + " …");
            bench.scratch().checkpoint();
            alone.add(load.run(false, time()));
            SubscriptionOptions options = options(bufferSize)
                    .startFrom(SubscriptionOptions.fromCurrent().startFrom());
            try (Crowd crowd = Crowd.of(bench.store(), "crowd-" + round, options, subscriptions)) {
                load.run(false, warmUp());
                long before = crowd.delivered();
                Sample sample = load.run(false, time());
                crowded.add(sample);
                got.add(new Sample(crowd.delivered() - before, sample.took(), new Latencies()));
            }
        }
        report.figure(
                "ratioCrowdedToAlone",
                Medians.ofRatios(crowded, alone, (a, b) -> a.perSecond() / b.perSecond()),
                "appends a second with these subscriptions, of those without");
    }

    private void measureNodes(Bench bench, Report report) throws Exception {
        String registry = chosenRegistry().orElse("jgroups");
        require(List.of("jgroups", "hazelcast").contains(registry), "--registry must be jgroups or hazelcast");
        console.note("Three nodes over " + registry + " …");
        List<Sample> owned = report.line("owned", "three nodes: appends and subscriber on the owner's node");
        List<Sample> foreign = report.line("foreign", "the same on a node that is not the owner");
        try (BenchNodes cluster = BenchNodes.form(registry, bench.scratch().newName(), bench.database(), size())) {
            Duration warmUp = time().compareTo(WARM_UP) > 0 ? time() : WARM_UP;
            cluster.deliver(0, rate, warmUp, "owned");
            cluster.deliver(0, rate, warmUp, "foreign");
            for (int round = 1; round <= rounds(); round++) {
                owned.add(cluster.deliver(0, rate, time(), "owned"));
                foreign.add(cluster.deliver(0, rate, time(), "foreign"));
            }
        }
        report.figure(
                "foreignAboveOwnedMillis",
                Medians.ofRatios(foreign, owned, (a, b) -> a.p50() - b.p50()),
                "p50 of a delivery to another node, above one on the owner's");
        report.figure(
                "foreignAboveOwnedP99Millis",
                Medians.ofRatios(foreign, owned, (a, b) -> a.p99() - b.p99()),
                "the same of the p99");
    }

    private static Sample readAll(EventStore store) {
        long begin = System.nanoTime();
        long count = store.stream(StreamId.ALL, ReadOptions.forward())
                .mapToLong(event -> event.data().length > 0 ? 1 : 0)
                .sum();
        return new Sample(count, Duration.ofNanos(System.nanoTime() - begin), new Latencies());
    }
}

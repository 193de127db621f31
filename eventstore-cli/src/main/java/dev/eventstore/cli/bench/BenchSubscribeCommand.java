package dev.eventstore.cli.bench;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a persistent subscription. Confined to one thread, beside those of the store. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = {
            "Measure a persistent subscription to $all: first how fast it catches up, acknowledging every batch"
                    + " (events/s), then how long an event takes from its append's return to the subscriber (p50, p99).",
            "Yardstick: reading $all through the public API without subscribing."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore bench subscribe", "  ./eventstore bench subscribe --buffer-size 100 --rate 500 --json"
        })
public final class BenchSubscribeCommand extends Measurement {

    private static final int MAX_EVENTS = 100_000_000;
    private static final long PATIENCE_SECONDS = 120;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many events there are to catch" + " up with (default: 200000).")
    private int events = 200_000;

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
        require(rate >= 1, "--rate must be 1 or more");
        Conversions.option(
                "--buffer-size", () -> SubscriptionOptions.fromOrigin().bufferSize(bufferSize));
    }

    @Override
    Report measure(Bench bench) throws Exception {
        console.note(String.format(Locale.ROOT, "Writing %,d events …", events));
        Seed.fill(bench.store(), bench.payload(), events);
        Report report = new Report(String.format(
                Locale.ROOT,
                "subscribe to $all: %,d events of %,d B, buffer %,d; then %,d appends/s; %d rounds",
                events,
                size(),
                bufferSize,
                rate,
                rounds()));
        List<Sample> ours = report.line("eventstore", "catching up with acknowledgement; latency: append to delivery");
        List<Sample> read = report.line("read", "the same events, only read");
        console.note("Warming up …");
        catchUp(bench.store(), "warm-up");
        for (int round = 1; round <= rounds(); round++) {
            console.note("Round " + round + " of " + rounds() + " …");
            read.add(readAll(bench.store()));
            Sample caught = catchUp(bench.store(), "round-" + round);
            Latencies delivery = new DeliveryRun(bench.store(), bench.payload(), rate, time()).run("live-" + round);
            ours.add(new Sample(caught.events(), caught.took(), delivery));
        }
        report.figure(
                "ratioToRead",
                Medians.ofRatios(ours, read, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second, of reading's");
        return report;
    }

    private Sample catchUp(EventStore store, String name) throws InterruptedException {
        SubscriptionOptions options = SubscriptionOptions.fromOrigin().bufferSize(bufferSize);
        AtomicLong seen = new AtomicLong();
        CountDownLatch all = new CountDownLatch(1);
        long begin = System.nanoTime();
        try (Subscription subscription =
                store.subscribe(StreamId.ALL, SubscriptionName.of(name), options, (batch, current) -> {
                    current.ack(batch);
                    if (seen.addAndGet(batch.size()) >= events) {
                        all.countDown();
                    }
                })) {
            if (!all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new CommandFailure("Only " + seen + " of " + events + " events came in " + PATIENCE_SECONDS
                        + " s; the subscription is " + subscription.state() + ".");
            }
        }
        return new Sample(seen.get(), Duration.ofNanos(System.nanoTime() - begin), new Latencies());
    }

    private static Sample readAll(EventStore store) {
        long begin = System.nanoTime();
        long count = store.stream(StreamId.ALL, ReadOptions.forward())
                .mapToLong(event -> event.data().length > 0 ? 1 : 0)
                .sum();
        return new Sample(count, Duration.ofNanos(System.nanoTime() - begin), new Latencies());
    }
}

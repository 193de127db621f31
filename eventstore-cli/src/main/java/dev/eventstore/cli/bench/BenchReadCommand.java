package dev.eventstore.cli.bench;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.bench.delivery.Seed;
import dev.eventstore.cli.bench.measure.Crew;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.bench.yardstick.ReadWorker;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures reading {@code $all}. Confined to one thread, beside those it measures with. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description = {
            "Measure reading $all forward through the public API; p50 and p99 are those of a page.",
            "Yardstick: the same pages over JDBC, every column decoded, without the store."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore bench read", "  ./eventstore bench read --events 1000000 --page-size 100 --json"})
public final class BenchReadCommand extends Measurement {

    private static final int MAX_EVENTS = 100_000_000;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many events the store holds" + " (default: 200000).")
    private int events = 200_000;

    @Option(
            names = "--page-size",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many events are fetched at a" + " time (default: 1000).")
    private int pageSize = 1_000;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public BenchReadCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    void check() {
        require(events >= 1 && events <= MAX_EVENTS, "--events must be between 1 and " + MAX_EVENTS);
        Conversions.option("--page-size", () -> ReadOptions.forward().pageSize(pageSize));
    }

    @Override
    Report measure(Bench bench) throws Exception {
        console.note(String.format(Locale.ROOT, "Writing %,d events …", events));
        Seed.fill(bench.store(), bench.payload(), events);
        bench.scratch().execute("analyze " + bench.schema() + ".events");
        Report report = new Report(String.format(
                Locale.ROOT,
                "read $all: %,d events of %,d B, pages of %,d; %d rounds",
                events,
                size(),
                pageSize,
                rounds()));
        List<Sample> ours = report.line("eventstore", "the lazy stream of the public API");
        List<Sample> jdbc = report.line("jdbc", "the same pages over JDBC");
        try (Crew raw = new Crew(List.of(ReadWorker.open(bench.scratch(), bench.schema(), pageSize)))) {
            console.note("Warming up …");
            readFor(bench, warmUp());
            raw.work(warmUp());
            for (int round = 1; round <= rounds(); round++) {
                console.note("Round " + round + " of " + rounds() + " …");
                jdbc.add(raw.work(time()));
                ours.add(readFor(bench, time()));
            }
        }
        report.figure(
                "ratioToJdbc",
                Medians.ofRatios(ours, jdbc, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second, of plain JDBC's");
        return report;
    }

    private Sample readFor(Bench bench, Duration time) {
        Latencies pages = new Latencies();
        long begin = System.nanoTime();
        long count = 0;
        long payloadBytes = 0;
        while (System.nanoTime() - begin < time.toNanos()) {
            Iterator<RecordedEvent> all = bench.store().stream(
                            StreamId.ALL, ReadOptions.forward().pageSize(pageSize))
                    .iterator();
            long pageBegin = System.nanoTime();
            while (all.hasNext()) {
                payloadBytes += all.next().data().length;
                count++;
                if (count % pageSize == 0) {
                    long now = System.nanoTime();
                    pages.record(now - pageBegin);
                    pageBegin = now;
                    if (stopRequested()) {
                        throw new CommandFailure("Interrupted; nothing was measured.");
                    }
                }
            }
        }
        if (payloadBytes < count) {
            throw new CommandFailure("The events that were read are empty; the figures would mean nothing.");
        }
        return new Sample(count, Duration.ofNanos(System.nanoTime() - begin), pages);
    }
}

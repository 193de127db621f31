package dev.eventstore.cli.bench;

import dev.eventstore.cli.bench.measure.Crew;
import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.bench.yardstick.ClassicWorker;
import dev.eventstore.cli.bench.yardstick.CopyWorker;
import dev.eventstore.cli.bench.yardstick.InsertWorker;
import dev.eventstore.cli.console.Invocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures appends. Confined to one thread, beside those it measures with. */
@Command(
        name = "append",
        mixinStandardHelpOptions = true,
        description = {
            "Measure appends: how many events a second become durable, and how long a caller waits.",
            "Yardsticks: the classic way (one transaction an append, three rows an event, the row of $all locked, a"
                    + " connection for each caller, at most 64); binary COPY of 1,000 rows each into a table with the same"
                    + " three unique indexes; a transaction that inserts one row (as many connections as the classic one)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore bench append --callers 64",
            "  ./eventstore bench append --callers 256 --async",
            "  ./eventstore bench append --callers 16 --events 100",
            "  ./eventstore bench append --callers 64 --one-stream --json",
            "  ./eventstore bench append --callers 1 --seconds 10"
        })
public final class BenchAppendCommand extends Measurement {

    private static final int MAX_CALLERS = 10_000;
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_EVENTS = 10_000;

    /** How many events are written before it is measured, in no fewer and no more slices of warming up than these. */
    private static final int WARM_EVENTS = 30_000;

    private static final int LEAST_SLICES = 3;
    private static final int MOST_SLICES = 6;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many appends are on the way at" + " once (default: 64).")
    private int callers = 64;

    @Option(names = "--async", description = "Callers do not wait in threads of their own: the asynchronous calls.")
    private boolean async;

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "How many streams they append to (default: one a caller).")
    private int streams;

    @Option(names = "--one-stream", description = "All append to one stream.")
    private boolean oneStream;

    @Option(
            names = "--events",
            paramLabel = "K",
            defaultValue = "1",
            description = "How many events an append has" + " (default: 1).")
    private int events = 1;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public BenchAppendCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    void check() {
        require(callers >= 1 && callers <= MAX_CALLERS, "--callers must be between 1 and " + MAX_CALLERS);
        require(events >= 1 && events <= MAX_EVENTS, "--events must be between 1 and " + MAX_EVENTS);
        require(streams >= 0, "--streams must be 1 or more");
        require(!oneStream || streams <= 1, "--one-stream and --streams exclude each other");
    }

    private int streamCount() {
        return oneStream ? 1 : streams == 0 ? callers : streams;
    }

    @Override
    Report measure(Bench bench) throws Exception {
        int connections = Math.min(callers, MAX_CONNECTIONS);
        AppendLoad load = new AppendLoad(bench.store(), bench.payload(), callers, streamCount(), events);
        Report report = new Report(title());
        List<Sample> ours = report.line("eventstore", "");
        List<Sample> classic = report.line(
                "classic",
                connections + " connections, one transaction an append, three rows an event, $all row locked");
        List<Sample> copy = report.line("copy", "one connection, binary COPY, 1,000 rows each, same unique indexes");
        List<Sample> insert = report.line("insert", connections + " connections, one-row transactions");
        try (Crew classicCrew = new Crew(classicWorkers(bench, connections));
                Crew copyCrew = new Crew(List.of(CopyWorker.open(bench.scratch(), bench.schema(), bench.payload())));
                Crew insertCrew =
                        new Crew(InsertWorker.open(bench.scratch(), bench.schema(), bench.payload(), connections))) {
            console.note("Warming up …");
            warm(slice -> load.run(async, slice));
            for (Crew crew : List.of(classicCrew, copyCrew, insertCrew)) {
                warm(crew::work);
            }
            for (int round = 1; round <= rounds(); round++) {
                console.note("Round " + round + " of " + rounds() + " …");
                classic.add(work(bench, classicCrew));
                copy.add(work(bench, copyCrew));
                bench.scratch().checkpoint();
                ours.add(load.run(async, time()));
                insert.add(work(bench, insertCrew));
            }
        }
        addRatios(report, ours, classic, copy, insert);
        return report;
    }

    /** A lone caller needs some seconds until the virtual machine has compiled its way for good. */
    private void warm(Function<Duration, Sample> work) {
        long done = 0;
        for (int slice = 0; slice < MOST_SLICES && (slice < LEAST_SLICES || done < WARM_EVENTS); slice++) {
            done += work.apply(warmUp()).events();
        }
    }

    private static void addRatios(
            Report report, List<Sample> ours, List<Sample> classic, List<Sample> copy, List<Sample> insert) {
        report.figure(
                "ratioToClassic",
                Medians.ofRatios(ours, classic, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second, of the classic way's");
        report.figure(
                "ratioToCopy",
                Medians.ofRatios(ours, copy, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second, of COPY's");
        report.figure(
                "ratioToInsert",
                Medians.ofRatios(ours, insert, (a, b) -> a.p50() / b.p50()),
                "p50, of a one-row insert's (1 is best where one caller is alone)");
    }

    private Sample work(Bench bench, Crew crew) {
        bench.scratch().checkpoint();
        return crew.work(time());
    }

    private List<ClassicWorker> classicWorkers(Bench bench, int connections) throws Exception {
        String schema = ClassicWorker.makeSchema(bench.scratch(), streamCount());
        List<ClassicWorker> workers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            long stream = i % streamCount() + 1;
            workers.add(ClassicWorker.open(bench.scratch(), schema, bench.payload(), events, stream));
        }
        return workers;
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "append: %,d %s callers, each append %,d × %,d B; %,d streams; %d rounds of %.1f s",
                callers,
                async ? "asynchronous" : "blocking",
                events,
                size(),
                streamCount(),
                rounds(),
                time().toMillis() / 1e3);
    }
}

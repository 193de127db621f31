package dev.eventstore.cli.bench;

import dev.eventstore.cli.bench.cluster.BenchNodes;
import dev.eventstore.cli.bench.cluster.Losses;
import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.console.Invocation;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures three nodes. Confined to one thread, beside those it measures with. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Measure a cluster: three nodes on this machine, each a process of its own, beside one node alone.",
            "How long an append takes through a node that does not own the stream, what three nodes write together, and"
                    + " after how long a stream whose node was lost takes an append again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore bench cluster",
            "  ./eventstore bench cluster --registry hazelcast --losses 10 --json",
            "  ./eventstore bench cluster --rounds 1 --losses 0 --processes 100000"
        })
public final class BenchClusterCommand extends Measurement {

    private static final int FEWEST_WARM_UPS = 3;
    private static final int MOST_WARM_UPS = 12;
    /** What a pass must bring over the best before it for another one to be worth its time. */
    private static final double GAIN = 1.05;

    private static final int MAX_CALLERS = 1_000;
    private static final int MAX_LOSSES = 100;
    private static final int MAX_PROCESSES = 1_000_000;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many callers there are (default: 64).")
    private int callers = 64;

    @Option(
            names = "--losses",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often a node is killed, paused and taken away; the medians count (default: 3).")
    private int losses = 3;

    @Option(
            names = "--processes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Measure a join and the list of processes while so many run (default: 0, not measured).")
    private int processes;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public BenchClusterCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    void check() {
        require(callers >= 3 && callers <= MAX_CALLERS, "--callers must be between 3 and " + MAX_CALLERS);
        require(losses >= 0 && losses <= MAX_LOSSES, "--losses must be between 0 and " + MAX_LOSSES);
        require(processes >= 0 && processes <= MAX_PROCESSES, "--processes must be between 0 and " + MAX_PROCESSES);
        require(
                List.of("jgroups", "hazelcast").contains(registry()),
                "--registry must be jgroups or hazelcast, but was '" + registry() + "'");
    }

    @Override
    Report measure(Bench bench) throws Exception {
        Report report = new Report(title());
        console.note("Three nodes over " + registry() + " …");
        try (BenchNodes nodes = BenchNodes.form(registry(), bench.scratch().newName(), bench.database(), size())) {
            measureAppends(bench, nodes, report);
            if (losses > 0) {
                Losses.measure(nodes, losses, console).forEach(report::figure);
            }
            if (processes > 0) {
                Losses.crowd(nodes, processes, console).forEach(report::figure);
            }
        }
        return report;
    }

    private void measureAppends(Bench bench, BenchNodes nodes, Report report) {
        List<Sample> foreign = report.line("foreign", callers + " callers on one node, streams of the others");
        List<Sample> alone = report.line("alone", callers + " callers on one node without a cluster");
        List<Sample> together = report.line("together", callers + " callers on three nodes, streams of their own");
        List<Sample> foreignOne = report.line("foreign-1", "one caller, streams of the others");
        List<Sample> ownedOne = report.line("owned-1", "one caller, streams of its node");
        AppendLoad load = new AppendLoad(bench.store(), bench.payload(), callers, callers, 1);
        console.note("Warming up …");
        load.run(false, warmUp());
        warmUp(nodes);
        for (int round = 1; round <= rounds(); round++) {
            console.note("Round " + round + " of " + rounds() + " …");
            bench.scratch().checkpoint();
            alone.add(load.run(false, time()));
            foreign.add(nodes.run(0, callers, time(), "foreign"));
            together.add(nodes.runTogether(callers, time()));
            ownedOne.add(nodes.run(0, 1, time(), "owned"));
            foreignOne.add(nodes.run(0, 1, time(), "foreign"));
        }
        report.figure(
                "ratioToAlone",
                Medians.ofRatios(foreign, alone, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second through a node that owns nothing of it, of one node's alone");
        report.figure(
                "ratioTogetherToAlone",
                Medians.ofRatios(together, alone, (a, b) -> a.perSecond() / b.perSecond()),
                "events a second of three nodes together, of one node's alone");
        report.figure(
                "foreignAboveOwnedMillis",
                Medians.ofRatios(foreignOne, ownedOne, (a, b) -> a.p50() - b.p50()),
                "p50 of a lone caller on another node, above one on the owner");
    }

    /** Each of the nodes has a compiler of its own, and all of them two processors perhaps: until it brings nothing more. */
    private void warmUp(BenchNodes nodes) {
        double best = 0;
        double last = 0;
        for (int pass = 0; pass < MOST_WARM_UPS && (pass < FEWEST_WARM_UPS || last >= best * GAIN); pass++) {
            best = Math.max(best, last);
            last = nodes.run(0, callers, time(), "foreign").perSecond();
            nodes.runTogether(callers, time());
        }
    }

    private String registry() {
        return chosenRegistry().orElse("jgroups");
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "cluster: three nodes over %s, %d callers, appends of %d B; %d rounds of %.1f s; %d losses of each kind",
                registry(),
                callers,
                size(),
                rounds(),
                time().toMillis() / 1e3,
                losses);
    }
}

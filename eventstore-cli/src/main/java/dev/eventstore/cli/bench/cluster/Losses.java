package dev.eventstore.cli.bench.cluster;

import dev.eventstore.cli.bench.cluster.BenchNodes.Blow;
import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.console.Console;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a cluster does when a node is lost, and when it has much to move. Stateless. */
public final class Losses {

    private Losses() {}

    /** Told a figure, as a report is. */
    @FunctionalInterface
    public interface Figures {

        /**
         * A figure.
         *
         * @param key its name
         * @param value its value
         * @param explanation what it says
         */
        void figure(String key, double value, String explanation);
    }

    /** Figures that were measured. Immutable. */
    public record Measured(Map<String, Double> values, Map<String, String> explanations) {

        /**
         * Tells all of them.
         *
         * @param figures takes them
         */
        public void forEach(Figures figures) {
            values.forEach((key, value) -> figures.figure(key, value, explanations.get(key)));
        }
    }

    /**
     * Loses the owner of a stream in each way, again and again.
     *
     * @param nodes three nodes
     * @param times how often
     * @param console told how far it is
     * @return the medians, in milliseconds
     */
    public static Measured measure(BenchNodes nodes, int times, Console console) {
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, String> explanations = new LinkedHashMap<>();
        for (Blow blow : Blow.values()) {
            List<Long> millis = new ArrayList<>();
            for (int i = 1; i <= times; i++) {
                console.note("A node is lost by " + blow + ", " + i + " of " + times + " …");
                millis.add(nodes.lose("lost-" + blow + "-" + i, blow));
            }
            String key = blow.name().toLowerCase(Locale.ROOT) + "Millis";
            values.put(key, Medians.of(millis, Long::doubleValue));
            explanations.put(
                    key,
                    "until a stream of a node that was lost by " + blow + " takes an append; worst "
                            + millis.stream().mapToLong(Long::longValue).max().orElse(0) + ", of " + times);
        }
        return new Measured(values, explanations);
    }

    /**
     * Lets a node join while many processes run.
     *
     * @param nodes three nodes
     * @param processes how many
     * @param console told how far it is
     * @return the times, in milliseconds
     */
    public static Measured crowd(BenchNodes nodes, int processes, Console console) {
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, String> explanations = new LinkedHashMap<>();
        console.note("Starting " + processes + " processes …");
        nodes.touch(processes);
        long[] registered = nodes.registered();
        values.put("registeredMillis", (double) registered[1]);
        explanations.put("registeredMillis", "until all " + registered[0] + " processes of the cluster were listed");
        console.note("A node leaves and joins …");
        values.put("joinMillis", (double) nodes.rejoin());
        explanations.put("joinMillis", "until a node that joined had opened, in a view with the others");
        return new Measured(values, explanations);
    }
}

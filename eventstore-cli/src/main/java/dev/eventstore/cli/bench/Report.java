package dev.eventstore.cli.bench;

import dev.eventstore.cli.bench.measure.Medians;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.bench.yardstick.Durability;
import dev.eventstore.cli.console.JsonLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The outcome of a measurement: medians over its rounds, ratios within its rounds. Confined to one thread.
 */
final class Report {

    private final String title;
    private final Map<String, List<Sample>> lines = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Map<String, String> explanations = new LinkedHashMap<>();

    Report(String title) {
        this.title = title;
    }

    /** Adds a line of the table; the first one is the store's own. */
    List<Sample> line(String name, String note) {
        List<Sample> samples = new ArrayList<>();
        lines.put(name, samples);
        notes.put(name, note);
        return samples;
    }

    /** Adds a figure that is named in JSON and explained in the text. */
    void figure(String key, double value, String explanation) {
        figures.put(key, value);
        explanations.put(key, explanation);
    }

    String json(Durability durability) {
        List<Sample> ours = lines.values().iterator().next();
        JsonLine json = new JsonLine()
                .put("measured", title)
                .put("eventsPerSecond", Medians.of(ours, Sample::perSecond))
                .put("p50Millis", Medians.of(ours, Sample::p50))
                .put("p99Millis", Medians.of(ours, Sample::p99));
        figures.forEach(json::put);
        lines.forEach((name, samples) -> {
            if (samples != ours) {
                json.put(name + "PerSecond", Medians.of(samples, Sample::perSecond));
                json.put(name + "P50Millis", Medians.of(samples, Sample::p50));
                json.put(name + "P99Millis", Medians.of(samples, Sample::p99));
            }
        });
        return json.put("rounds", ours.size())
                .put("durable", durability.durable())
                .put("fsync", durability.fsync())
                .put("synchronousCommit", durability.synchronousCommit())
                .put("server", durability.version())
                .toString();
    }

    String text() {
        StringBuilder text = new StringBuilder(title).append("\n\n");
        text.append(row("", "events/s", "p50 ms", "p99 ms", ""));
        lines.forEach((name, samples) -> text.append(row(
                name,
                number("%,.0f", Medians.of(samples, Sample::perSecond)),
                number("%,.2f", Medians.of(samples, Sample::p50)),
                number("%,.2f", Medians.of(samples, Sample::p99)),
                notes.get(name))));
        text.append('\n');
        figures.forEach((key, value) -> text.append(
                String.format(Locale.ROOT, "%-18s %8s   %s%n", key, number("%,.2f", value), explanations.get(key))));
        return text.toString().stripTrailing();
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
    }

    private static String row(String name, String rate, String p50, String p99, String note) {
        return String.format(Locale.ROOT, "%-12s %12s %10s %10s   %s", name, rate, p50, p99, note)
                        .stripTrailing()
                + "\n";
    }
}

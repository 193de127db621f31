package dev.eventstore.cli.transfer;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.cli.store.Target;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.move.MoveReport;
import dev.eventstore.core.spi.move.MoveReport.Count;
import dev.eventstore.core.spi.move.MoveSource;
import dev.eventstore.core.spi.move.StoreMover;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Moves a database of the Elixir EventStore, and tells what was moved. Confined to one thread. */
public final class ElixirMove {

    /** The environment's name for the password of the source. */
    public static final String PASSWORD_VARIABLE = "EVENTSTORE_SOURCE_PASSWORD";

    private static final long PARTS = 1_000;

    private final Console console;
    private final boolean json;

    /**
     * A move to be.
     *
     * @param console where it is told
     * @param json whether as JSON
     */
    public ElixirMove(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /**
     * Moves.
     *
     * @param target where the store is, not open
     * @param url the source's JDBC URL
     * @param schema the source's schema, null for {@code public}
     */
    public void run(Target target, String url, @Nullable String schema) {
        Settings settings = target.builder().settings();
        String storage = settings.text("storage");
        MoveSource source = new MoveSource(
                url, Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)), schema == null ? "public" : schema);
        long start = System.nanoTime();
        MoveReport report;
        try (Progress progress = new Progress(console, "Moving", PARTS)) {
            report = mover(storage)
                    .move(
                            source,
                            settings.at(storage),
                            (events, total) -> progress.update(events * PARTS / Math.max(1, total), events));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        console.answer(json, json ? json(report, seconds) : text(report, seconds));
    }

    private static StoreMover mover(String storage) {
        return ServiceLoader.load(StoreMover.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.source().equals("elixir") && each.storage().equals(storage))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "No module on the path moves a database of the Elixir EventStore into" + " storage '" + storage
                                + "'; storage 'postgres' can: set eventstore.storage = postgres."));
    }

    private static String json(MoveReport report, double seconds) {
        JsonLine line = new JsonLine();
        for (Count each : report.counts()) {
            line.put(camel(each.what()), each.moved());
        }
        return line.put("lastPosition", report.lastPosition())
                .put("sourceVersion", report.version())
                .put("way", report.way())
                .put("compared", true)
                .put("seconds", seconds)
                .toString();
    }

    private static String camel(String words) {
        int space = words.indexOf(' ');
        return space < 0
                ? words
                : words.substring(0, space)
                        + Character.toUpperCase(words.charAt(space + 1))
                        + words.substring(space + 2);
    }

    private static String text(MoveReport report, double seconds) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "Moved from an Elixir EventStore of version %s, %s:", report.version(), report.way()));
        for (Count each : report.counts()) {
            text.append(String.format(Locale.ROOT, "%n  %-16s %,14d of %,d", each.what(), each.moved(), each.source()));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%nEvery row was compared with its source, and every stream is in its order. $all ends at position"
                                + " %,d. It took %.1f s.",
                        report.lastPosition(),
                        seconds))
                .toString();
    }
}

package dev.eventstore.cli.bench;

import dev.eventstore.api.EventStore;
import dev.eventstore.cli.bench.yardstick.Durability;
import dev.eventstore.cli.bench.yardstick.Payload;
import dev.eventstore.cli.bench.yardstick.Scratch;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.store.Database;
import dev.eventstore.cli.store.StoreOptions;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A measurement: opens a scratch store beside its yardsticks, measures in rounds, reports. Confined to one thread. */
abstract class Measurement implements Callable<Integer> {

    private static final int MAX_ROUNDS = 100;
    private static final int MAX_BYTES = 1_000_000;
    private static final double MILLIS = 1_000;

    final Console console;

    private final Invocation invocation;

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(names = "--json", description = "Print one JSON object, and nothing else, on standard output.")
    private boolean json;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds; the median counts" + " (default: 3).")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long each measurement of a round" + " takes (default: 3).")
    private double seconds = 3;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "200",
            description = "How large an event's data are" + " (default: 200; 50 bytes of metadata come on top).")
    private int size = 200;

    @Option(names = "--allow-non-durable", description = "Measure on a server that does not wait for the disk, too.")
    private boolean allowNonDurable;

    Measurement(Invocation invocation) {
        this.invocation = invocation;
        this.console = invocation.console();
    }

    @Override
    public final Integer call() throws Exception {
        require(rounds >= 1 && rounds <= MAX_ROUNDS, "--rounds must be between 1 and " + MAX_ROUNDS);
        require(seconds > 0, "--seconds must be more than 0");
        require(size >= 20 && size <= MAX_BYTES, "--size must be between 20 and " + MAX_BYTES);
        check();
        boolean interrupted = false;
        try (Database database = options.requireDatabase(console);
                Scratch scratch = Scratch.on(database)) {
            Durability durability = Durability.of(scratch);
            if (!allowNonDurable) {
                durability.require();
            }
            console.note(durability + (durability.durable() ? "" : " – NOT DURABLE, the figures mean little"));
            String schema = scratch.newName();
            try (EventStore store = openStore(database, schema)) {
                Report report;
                try {
                    report = measure(new Bench(store, scratch, database, schema, Payload.ofSize(size)));
                } finally {
                    interrupted = Thread.interrupted(); // what follows drops and closes, and must not be cut short
                }
                console.answer(json, json ? report.json(durability) : report.text());
                console.flush();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return 0;
    }

    private static EventStore openStore(Database database, String schema) {
        EventStoreBuilder builder = EventStores.builder();
        StoreSession.connect(builder, database);
        return builder.setting("eventstore.postgres.schema", schema).open();
    }

    /**
     * What a measurement works with.
     *
     * @param store an empty store
     * @param scratch connections beside it
     * @param database the server of both
     * @param schema the store's schema
     * @param payload what is written
     */
    record Bench(EventStore store, Scratch scratch, Database database, String schema, Payload payload) {}

    /** Checks the arguments, before anything is opened. */
    void check() {}

    abstract Report measure(Bench bench) throws Exception;

    final int rounds() {
        return rounds;
    }

    final Duration time() {
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    final Duration warmUp() {
        return time().dividedBy(2);
    }

    final Optional<String> chosenRegistry() {
        return options.registry();
    }

    final int size() {
        return size;
    }

    final boolean stopRequested() {
        return invocation.stopRequested().getAsBoolean();
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}

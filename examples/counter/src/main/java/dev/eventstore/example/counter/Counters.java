package dev.eventstore.example.counter;

import dev.eventstore.api.cluster.ProcessName;

/**
 * How counters are named, what they are asked and what they answer. Stateless.
 *
 * <pre>{@code
 * store.cluster().ask(Counters.named("visits"), new Counters.Add(1), Counters.Total.class)
 *         .thenAccept(total -> System.out.println(total.value()));
 * }</pre>
 */
public final class Counters {

    /** The type in the names of counters. */
    static final String TYPE = "counter";

    private Counters() {}

    /**
     * The name of a counter. Whoever asks by it, on any node, asks the same one.
     *
     * @param key tells it from others
     * @return the name
     */
    public static ProcessName named(String key) {
        return new ProcessName(TYPE, key);
    }

    /**
     * Adds to a counter, which answers with its {@link Total}. It is not asked twice: without an answer the caller must decide.
     *
     * @param amount how much
     */
    public record Add(long amount) {}

    /** Asks a counter for its {@link Total}. It may be asked twice. */
    public record Read() {}

    /**
     * What a counter has come to; also what it hands on when it moves to another node.
     *
     * @param value the sum of all that was added
     */
    public record Total(long value) {}
}

package dev.eventstore.testkit.cluster;

import dev.eventstore.core.process.Message;

/** What counters are asked and answer. Stateless. */
final class CounterMessages {

    private CounterMessages() {}

    /** Adds one. Each has an id of its own, so that one that is handled twice is noticed. */
    record Increment(long id, boolean idempotent) implements Message {}

    /** What the counter has come to. */
    record Total(long value) implements Message {}
}

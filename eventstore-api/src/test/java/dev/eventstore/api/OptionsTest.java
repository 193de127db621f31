package dev.eventstore.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionOptions;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is asked for is checked when it is said, with the field, the value and what is allowed. */
class OptionsTest {

    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.fromOrigin();

    @Test
    void expected_versions_are_told_apart() {
        assertEquals(ExpectedVersion.exactly(0), new ExpectedVersion.Exactly(0));
        assertEquals("any", ExpectedVersion.any().toString());
        assertEquals("no stream", ExpectedVersion.noStream().toString());
        assertEquals("stream exists", ExpectedVersion.streamExists().toString());
        assertEquals("7", ExpectedVersion.exactly(7).toString());
        assertRefused("expected version must be 0 or more, but was -1", () -> ExpectedVersion.exactly(-1));
    }

    @Test
    void reads_have_a_direction_a_start_a_limit_and_a_page() {
        ReadOptions options = ReadOptions.backward().from(7).limit(3).pageSize(10_000);
        assertEquals(ReadOptions.Direction.BACKWARD, options.direction());
        assertEquals(OptionalLong.of(7), options.start());
        assertEquals(3, options.max());
        assertEquals(10_000, options.page());
        assertEquals(OptionalLong.empty(), ReadOptions.forward().start());
        assertEquals(Long.MAX_VALUE, ReadOptions.forward().max());
        assertRefused(
                "from must be 0 or more, but was -1",
                () -> ReadOptions.forward().from(-1));
        assertRefused(
                "limit must be 0 or more, but was -1",
                () -> ReadOptions.forward().limit(-1));
        assertRefused(
                "pageSize must be between 1 and 10000, but was 0",
                () -> ReadOptions.forward().pageSize(0));
        assertRefused(
                "pageSize must be between 1 and 10000, but was 10001",
                () -> ReadOptions.forward().pageSize(10_001));
    }

    @Test
    void subscriptions_have_bounds() {
        assertRefused("buffer-size must be between 1 and 10000, but was 0", () -> OPTIONS.bufferSize(0));
        assertRefused("buffer-size must be between 1 and 10000, but was 10001", () -> OPTIONS.bufferSize(10_001));
        assertRefused(
                "max-size must be between 5 and 100000, but was 4",
                () -> OPTIONS.bufferSize(5).maxSize(4));
        assertRefused("max-size must be between 1 and 100000, but was 100001", () -> OPTIONS.maxSize(100_001));
        assertRefused(
                "checkpoint-threshold must be between 1 and 2147483647, but was 0",
                () -> OPTIONS.checkpointThreshold(0));
        assertRefused(
                "checkpoint-after must be zero or more, but was PT-1S",
                () -> OPTIONS.checkpointAfter(Duration.ofSeconds(-1)));
        assertRefused("start-from must be 0 or more, but was -1", () -> SubscriptionOptions.after(-1));
        assertEquals(
                "filter must not be null",
                assertThrows(NullPointerException.class, () -> OPTIONS.filter(null))
                        .getMessage());
    }

    @Test
    void a_larger_buffer_makes_room_for_itself() {
        assertEquals(2_000, OPTIONS.bufferSize(2_000).maxSize());
        assertEquals(1_000, OPTIONS.bufferSize(2).maxSize());
    }

    @Test
    void a_transient_subscription_parks_nothing() {
        String message =
                "on-failure must not be park for a transient subscription, which keeps nothing; use stop or skip,"
                        + " or a persistent one";
        assertRefused(message, () -> OPTIONS.asTransient().onFailure(FailurePolicy.park()));
        assertRefused(message, () -> OPTIONS.onFailure(FailurePolicy.park()).asTransient());
        assertTrue(OPTIONS.asTransient().onFailure(FailurePolicy.skip()).isTransient());
        assertFalse(OPTIONS.isTransient());
    }

    @Test
    void each_option_changes_itself_only() {
        SubscriptionOptions all = SubscriptionOptions.fromCurrent()
                .filter(EventFilter.types("a"))
                .bufferSize(2)
                .maxSize(3)
                .checkpointThreshold(4)
                .checkpointAfter(Duration.ofSeconds(5));
        assertEquals(new StartFrom.Current(), all.startFrom());
        assertEquals(EventFilter.types("a"), all.filter());
        assertEquals(2, all.bufferSize());
        assertEquals(3, all.maxSize());
        assertEquals(4, all.checkpointThreshold());
        assertEquals(Duration.ofSeconds(5), all.checkpointAfter());
        assertEquals(
                new StartFrom.After(9), all.startFrom(new StartFrom.After(9)).startFrom());
    }

    @Test
    void a_filter_wants_types_and_a_prefix() {
        EventFilter filter = new EventFilter(EventFilter.types("a", "b").types(), "order-");
        assertTrue(filter.accepts("a", "order-7"));
        assertFalse(filter.accepts("c", "order-7"));
        assertFalse(filter.accepts("a", "invoice-7"));
        assertTrue(EventFilter.all().accepts("c", "invoice-7"));
        assertTrue(EventFilter.streamPrefix("in").accepts("c", "invoice-7"));
    }

    @Test
    void a_filter_refuses_what_is_no_event_type() {
        assertRefused("event type must not be blank", () -> EventFilter.types("a", ""));
    }

    private static void assertRefused(String message, Executable asked) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, asked).getMessage());
    }
}

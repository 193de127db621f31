package dev.eventstore.core.forward;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ForwardedTest {

    private static final StreamId STREAM = StreamId.of("order");

    private final Forwarded append = new Forwarded(new AppendRequest(
            STREAM,
            ExpectedVersion.exactly(4),
            List.of(new NewEvent(new UUID(1, 1), "placed", new byte[] {'1'}, null, null, null)),
            Instant.EPOCH,
            OptionalLong.empty(),
            new Deadline(1)));

    @Test
    void an_append_that_comes_too_early_is_not_refused_while_the_other_node_may_write_it_in_time() {
        append.sent();
        append.end(null, wrong(3));
        assertInstanceOf(AppendOutcomeUnknownException.class, failure());
    }

    @Test
    void an_append_that_comes_too_early_is_refused_when_no_other_node_has_it() {
        append.end(null, wrong(3));
        assertInstanceOf(WrongExpectedVersionException.class, failure());
    }

    @Test
    void an_append_that_comes_too_late_is_refused_whoever_has_it() {
        append.sent();
        append.end(null, wrong(5));
        assertInstanceOf(WrongExpectedVersionException.class, failure());
    }

    private static WrongExpectedVersionException wrong(long actual) {
        return new WrongExpectedVersionException(STREAM, ExpectedVersion.exactly(4), actual);
    }

    private Throwable failure() {
        return assertThrows(CompletionException.class, append::join).getCause();
    }
}

package dev.eventstore.postgres.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.testkit.Await;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingAppendTest {

    private final PendingAppend append = new PendingAppend(new AppendRequest(
            StreamId.of("order-1"),
            ExpectedVersion.any(),
            List.of(new NewEvent(UUID.randomUUID(), "placed", new byte[0], null, null, null)),
            Instant.EPOCH,
            OptionalLong.empty(),
            new Deadline(0)));

    @Test
    void it_is_told_where_its_events_stand() {
        append.sent();
        append.written(3, 3, 17);
        append.settle();
        assertEquals(17, Await.result(append.result()).lastPosition());
    }

    @Test
    void what_a_statement_said_nothing_about_is_unknown() {
        append.sent();
        append.settle();
        AppendOutcomeUnknownException unknown = Await.failure(AppendOutcomeUnknownException.class, append.result());
        assertInstanceOf(StorageException.class, unknown.getCause());
    }
}

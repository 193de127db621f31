package dev.eventstore.postgres.elixir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.core.spi.move.MoveReport;
import dev.eventstore.postgres.Stores;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the source says of its version is told, and decides nothing: its columns do. */
class MoveVersionTest {

    private TestDatabase target;
    private TestDatabase near;

    @BeforeEach
    void open() {
        target = PostgresForTests.newSchema();
        near = PostgresForTests.newSchema();
    }

    @AfterEach
    void close() {
        near.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table $.schema_migrations",
                "delete from $.schema_migrations",
                "drop table $.schema_migrations; create table $.schema_migrations (version bigint, inserted_at timestamp)"
            })
    void a_source_that_does_not_say_its_version_is_moved_all_the_same(String change) {
        ElixirDatabase source = new ElixirDatabase(near, near.schema(), "bytea", ElixirDatabase.V1_3_2);
        source.append("order-1", "Placed", "{}");
        source.run(change);

        MoveReport report = new ElixirMover().move(source.source(), Stores.config(target), (events, total) -> {});

        assertEquals("unknown", report.version());
        assertEquals(1, report.lastPosition());
    }
}

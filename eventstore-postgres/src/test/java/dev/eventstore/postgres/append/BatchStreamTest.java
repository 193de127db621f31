package dev.eventstore.postgres.append;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.ExpectedVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchStreamTest {

    private static final List<ExpectedVersion> EXPECTATIONS = List.of(
            ExpectedVersion.any(),
            ExpectedVersion.noStream(),
            ExpectedVersion.streamExists(),
            ExpectedVersion.exactly(0),
            ExpectedVersion.exactly(1),
            ExpectedVersion.exactly(2),
            ExpectedVersion.exactly(3));

    private static boolean holds(ExpectedVersion expected, long version) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            return exactly.version() == version;
        } else if (expected instanceof ExpectedVersion.NoStream) {
            return version == 0;
        }
        return expected instanceof ExpectedVersion.Any || version > 0;
    }

    @Test
    void its_bounds_hold_exactly_where_all_its_appends_succeed() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            BatchStream stream = new BatchStream(1, "s", Instant.EPOCH);
            List<ExpectedVersion> expectations = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                expectations.add(EXPECTATIONS.get(random.nextInt(EXPECTATIONS.size())));
                sizes.add(1 + random.nextInt(2));
            }
            for (int i = 0; i < expectations.size(); i++) {
                stream.expect(expectations.get(i));
                for (int k = 0; k < sizes.get(i); k++) {
                    stream.nextPlace();
                }
            }
            for (long base = 0; base < 6; base++) {
                long version = base;
                boolean all = true;
                for (int i = 0; i < expectations.size(); i++) {
                    all &= holds(expectations.get(i), version);
                    version += sizes.get(i);
                }
                assertEquals(
                        all,
                        stream.low() <= base && base <= stream.high(),
                        expectations + " of " + sizes + " events at " + base);
            }
        }
    }
}

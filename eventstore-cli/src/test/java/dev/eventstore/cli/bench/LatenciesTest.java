package dev.eventstore.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Medians;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentiles_are_exact_to_a_hundredth() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 100_000; i++) {
            latencies.record(i * 1_000L);
        }
        assertEquals(50, latencies.percentileMillis(0.5), 0.5);
        assertEquals(99, latencies.percentileMillis(0.99), 1);
        assertEquals(100, latencies.percentileMillis(1), 1);
    }

    @Test
    void every_size_has_its_place() {
        for (long nanos = 0; nanos < Long.MAX_VALUE / 4; nanos = nanos * 3 / 2 + 1) {
            Latencies latencies = new Latencies();
            latencies.record(nanos);
            assertEquals(nanos / 1e6, latencies.percentileMillis(0.5), nanos / 1e8 + 1e-6);
        }
    }

    @Test
    void nothing_recorded_is_no_number() {
        assertTrue(Double.isNaN(new Latencies().percentileMillis(0.5)));
    }

    @Test
    void medians_are_taken_from_the_middle() {
        assertEquals(2, Medians.of(List.of(3, 1, 2), Integer::doubleValue));
        assertEquals(1.5, Medians.of(List.of(2, 1), Integer::doubleValue));
    }
}

package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ByNumberTest {

    private static final int STEPS = 2_000;
    private static final int RANGE = 600;

    private final ByNumber<String> all = new ByNumber<>();
    private final TreeMap<Long, String> expected = new TreeMap<>();

    @Test
    void whatever_is_added_and_removed_it_has_what_a_sorted_map_has() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            for (int step = 0; step < STEPS; step++) {
                change(random);
                compare(random.nextInt(RANGE));
            }
        }
    }

    private void change(Random random) {
        long number = random.nextInt(RANGE);
        int kind = random.nextInt(100);
        if (kind < 60) {
            String value = "v" + random.nextInt();
            all.put(number, value);
            expected.put(number, value);
        } else if (kind < 95) {
            assertEquals(expected.remove(number), all.remove(number));
        } else if (kind < 99) {
            all.removeUpTo(number / 4);
            expected.headMap(number / 4, true).clear();
        } else {
            all.clear();
            expected.clear();
        }
    }

    private void compare(long number) {
        assertEquals(expected.size(), all.size());
        assertEquals(expected.isEmpty(), all.isEmpty());
        assertEquals(expected.get(number), all.get(number));
        assertEquals(List.copyOf(expected.keySet()), all.numbers());
        assertEquals(new ArrayList<>(expected.values()), all.values());
        if (!expected.isEmpty()) {
            assertEquals(expected.firstKey(), all.firstNumber());
            assertEquals(expected.lastKey(), all.lastNumber());
            assertEquals(expected.firstEntry().getValue(), all.first());
        }
    }
}

package dev.eventstore.core.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.process.Process;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final int BUSY = 10_000;
    private static final int PAGE = 1_000;
    private static final Duration STEP = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final Process.Self self = new Process.Self() {
        @Override
        public void run(Runnable step) {
            step.run();
        }

        @Override
        public void fail(Throwable cause) {
            throw new AssertionError(cause);
        }
    };
    private Turns turns = new Turns(self, time, BUSY, 1);

    /** Reads pages as fast as it may, and is done with each by the next step. */
    private final class Reader {

        private final Turns.Turn turn = new Turns.Turn();
        private final int page;
        private int read;
        private boolean asks;

        Reader(int page) {
            this.page = page;
        }

        void goOn() {
            if (!asks) {
                asks = true;
                turns.end(turn);
                turns.begin(turn, 0, () -> {
                    asks = false;
                    read += page;
                    turns.read(turn, page);
                });
            }
        }
    }

    private List<Reader> readers(int count, int page) {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readers.add(new Reader(page));
        }
        return readers;
    }

    private static IntSummaryStatistics read(List<Reader> readers) {
        return readers.stream().mapToInt(reader -> reader.read).summaryStatistics();
    }

    private void append(int perStep, int steps, List<Reader> readers) {
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < perStep; i++) {
                turns.grew();
            }
            time.advance(STEP);
            readers.forEach(Reader::goOn);
        }
    }

    @Test
    void while_nobody_appends_nobody_waits() {
        List<Reader> crowd = readers(80, PAGE);
        append(0, 20, List.of());
        append(0, 10, crowd);
        assertEquals(10 * PAGE, read(crowd).getMin());
    }

    @Test
    void on_a_busy_node_a_crowd_gets_a_multiple_of_what_is_appended_and_each_its_share() {
        List<Reader> crowd = readers(100, PAGE);
        append(20, 1_000, List.of());
        append(20, 2_000, crowd);
        IntSummaryStatistics read = read(crowd);
        assertEquals(240_000, read.getSum(), 24_000, "six for each append, less what turns cost");
        assertTrue(read.getMax() - read.getMin() <= PAGE, read.toString());
    }

    @Test
    void where_less_is_appended_a_crowd_gets_more() {
        List<Reader> crowd = readers(100, PAGE);
        append(1, 1_000, List.of());
        append(1, 1_000, crowd);
        assertEquals(600_000, read(crowd).getSum(), 60_000);
    }

    @Test
    void on_a_busy_node_all_together_may_get_a_fixed_number_however_little_that_is_for_each_append() {
        turns = new Turns(self, time, BUSY, 500_000);
        List<Reader> crowd = readers(100, PAGE);
        append(20, 1_000, List.of());
        append(20, 1_000, crowd);
        assertEquals(500_000, read(crowd).getSum(), 50_000);
    }

    @Test
    void appends_that_are_held_up_for_a_moment_do_not_let_the_crowd_read_all_the_more() {
        List<Reader> crowd = readers(80, PAGE);
        append(20, 1_000, List.of());
        append(20, 1_000, crowd);
        long before = read(crowd).getSum();
        append(0, 100, crowd);
        long meanwhile = read(crowd).getSum() - before;
        assertTrue(meanwhile <= 12_000, meanwhile + " are more than while appends went on");
        append(0, 3_000, crowd);
        before = read(crowd).getSum();
        append(0, 10, crowd);
        assertEquals(10 * 80 * PAGE, read(crowd).getSum() - before, "whoever appends no more keeps nobody");
    }

    @Test
    void few_who_keep_up_do_not_wait_on_a_busy_node() {
        turns = new Turns(self, time, BUSY, 150_000);
        List<Reader> few = readers(2, 20);
        append(20, 1_000, List.of());
        append(20, 1_000, few);
        assertEquals(1_000 * 20, read(few).getMin());
    }

    @Test
    void a_reader_that_never_says_that_it_is_done_keeps_nobody() {
        Turns.Turn stuck = new Turns.Turn();
        append(20, 1_000, List.of());
        turns.begin(stuck, 0, () -> turns.read(stuck, PAGE));
        List<Reader> crowd = readers(3, 10);
        append(20, 15, crowd);
        assertEquals(0, read(crowd).getMax());
        append(20, 15, crowd);
        assertTrue(read(crowd).getMin() >= 10, read(crowd).toString());
    }

    @Test
    void a_reader_that_holds_much_waits_for_room_like_others() {
        Reader first = new Reader(PAGE);
        append(20, 1_000, List.of());
        first.goOn();
        assertEquals(PAGE, first.read);
        time.advance(STEP.multipliedBy(10));
        Turns.Turn second = new Turns.Turn();
        List<String> seen = new ArrayList<>();
        turns.begin(second, 0, () -> seen.add("second"));
        turns.begin(first.turn, PAGE / 2, () -> seen.add("first"));
        assertEquals(List.of("second", "first"), seen, "half of what it had is done with");
    }
}

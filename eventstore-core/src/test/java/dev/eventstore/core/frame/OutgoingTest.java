package dev.eventstore.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OutgoingTest {

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<Integer> batches = new ArrayList<>();

    @Test
    void a_message_that_comes_alone_is_sent_at_once() {
        Outgoing outgoing = outgoing(batch -> {});
        outgoing.send(new byte[1]);
        outgoing.send(new byte[1]);
        assertEquals(List.of(1, 1), batches);
        assertTrue(turns.isEmpty());
    }

    @Test
    void what_may_be_gathered_leaves_together_in_the_next_turn() {
        Outgoing outgoing = outgoing(batch -> {});
        for (int i = 0; i < 5; i++) {
            outgoing.gather(new byte[1]);
        }
        assertTrue(batches.isEmpty());
        runTurns();
        assertEquals(List.of(5), batches);
    }

    @Test
    void what_comes_while_a_send_is_made_leaves_together_within_the_bound() {
        Outgoing[] self = new Outgoing[1];
        AtomicBoolean first = new AtomicBoolean(true);
        self[0] = outgoing(batch -> {
            if (first.getAndSet(false)) {
                for (int i = 0; i < 5; i++) {
                    self[0].send(new byte[30]);
                }
            }
        });
        self[0].send(new byte[1]);
        assertEquals(List.of(1), batches);
        runTurns();
        assertEquals(List.of(1, 3, 2), batches);
    }

    @Test
    void what_would_wait_beyond_the_bound_is_dropped_and_said() {
        List<Boolean> taken = new ArrayList<>();
        Outgoing[] self = new Outgoing[1];
        AtomicBoolean first = new AtomicBoolean(true);
        self[0] = outgoing(batch -> {
            if (first.getAndSet(false)) {
                for (int i = 0; i < 4; i++) {
                    taken.add(self[0].send(new byte[80]));
                }
            }
        });
        self[0].send(new byte[1]);
        assertEquals(List.of(true, true, true, false), taken);
        runTurns();
        assertTrue(self[0].send(new byte[5_000]), "a large one leaves when nothing waits");
    }

    @Test
    void a_send_that_fails_does_not_hold_up_the_next() {
        AtomicBoolean fail = new AtomicBoolean(true);
        Outgoing outgoing = outgoing(batch -> {
            if (fail.getAndSet(false)) {
                throw new IllegalStateException("planned");
            }
        });
        try {
            outgoing.send(new byte[1]);
        } catch (IllegalStateException planned) {
            assertEquals("planned", planned.getMessage());
        }
        outgoing.send(new byte[1]);
        assertEquals(List.of(1, 1), batches);
    }

    @Test
    void many_threads_lose_nothing_and_send_one_at_a_time() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(5);
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        CountDownLatch left = new CountDownLatch(80_000);
        Outgoing outgoing = new Outgoing(threads, Thread::yield, 1_000, 1 << 30, batch -> {
            overlapped.compareAndSet(false, !inside.compareAndSet(false, true));
            batch.forEach(each -> left.countDown());
            inside.set(false);
        });
        CyclicBarrier start = new CyclicBarrier(4);
        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(threads.submit(() -> {
                start.await();
                for (int n = 0; n < 20_000; n++) {
                    if (n % 2 == 0) {
                        outgoing.gather(new byte[10]);
                    } else {
                        outgoing.send(new byte[10]);
                    }
                }
                return null;
            }));
        }
        for (Future<?> sender : senders) {
            sender.get(30, TimeUnit.SECONDS);
        }
        assertTrue(left.await(30, TimeUnit.SECONDS), () -> left.getCount() + " messages did not leave");
        threads.shutdown();
        assertFalse(overlapped.get());
    }

    private Outgoing outgoing(Consumer<List<byte[]>> sender) {
        return new Outgoing(turns::add, () -> {}, 100, 250, batch -> {
            batches.add(batch.size());
            sender.accept(batch);
        });
    }

    private void runTurns() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
    }
}

package dev.eventstore.core.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Messages for one destination. Those that come while a send is being made are gathered and leave together; so are those that may
 * be gathered before the first of them is sent: by a turn on another thread, which lets the threads go first that wait for a
 * processor, as long as they bring messages. Where many call at a time most leave together, and a lone message waits for nobody.
 * What would wait beyond the bound is dropped, as a network may. Thread-safe: {@code sending} is held by whoever sends.
 */
public final class Outgoing {

    /** How often a turn lets others go first; each time must have brought messages. */
    private static final int MOST_YIELDS = 10;

    private final Executor turns;
    private final Runnable giveWay;
    private final int maxBatchBytes;
    private final long maxWaitingBytes;
    private final Consumer<List<byte[]>> sender;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean sending = new AtomicBoolean();

    /**
     * An empty batcher.
     *
     * @param turns runs what is sent; a thread of its own keeps the caller free to bring more
     * @param giveWay lets threads go first that wait for a processor
     * @param maxBatchBytes how many bytes of messages leave together; a larger single message leaves alone
     * @param maxWaitingBytes how many bytes may wait
     * @param sender sends messages together; never called concurrently
     */
    public Outgoing(
            Executor turns, Runnable giveWay, int maxBatchBytes, long maxWaitingBytes, Consumer<List<byte[]>> sender) {
        this.turns = turns;
        this.giveWay = giveWay;
        this.maxBatchBytes = maxBatchBytes;
        this.maxWaitingBytes = maxWaitingBytes;
        this.sender = sender;
    }

    /**
     * Sends a message now, or with those that wait already.
     *
     * @param message the message
     * @return false if it was dropped, since too much waits
     */
    public boolean send(byte[] message) {
        return send(message, this::turn);
    }

    /**
     * Sends a message soon, with those that come meanwhile.
     *
     * @param message the message
     * @return false if it was dropped, since too much waits
     */
    public boolean gather(byte[] message) {
        return send(message, () -> turns.execute(this::gathered));
    }

    private boolean send(byte[] message, Runnable begin) {
        long total = waitingBytes.addAndGet(message.length);
        if (total > maxWaitingBytes && total > message.length) {
            waitingBytes.addAndGet(-message.length);
            return false;
        }
        waiting.add(message);
        if (sending.compareAndSet(false, true)) {
            begin.run();
        }
        return true;
    }

    private void gathered() {
        awaitMore();
        turn();
    }

    /** Sends one batch; another turn goes on if more has come. Only whoever holds {@code sending} calls it. */
    private void turn() {
        try {
            List<byte[]> batch = batch();
            if (!batch.isEmpty()) {
                sender.accept(batch);
            }
        } finally {
            sending.set(false);
            if (!waiting.isEmpty() && sending.compareAndSet(false, true)) {
                turns.execute(this::gathered);
            }
        }
    }

    private void awaitMore() {
        long before = -1;
        long now = waitingBytes.get();
        for (int yields = 0; now != before && now < maxBatchBytes && yields < MOST_YIELDS; yields++) {
            before = now;
            giveWay.run();
            now = waitingBytes.get();
        }
    }

    private List<byte[]> batch() {
        List<byte[]> batch = new ArrayList<>();
        long bytes = 0;
        for (byte[] next = waiting.peek();
                next != null && (batch.isEmpty() || bytes + next.length <= maxBatchBytes);
                next = waiting.peek()) {
            batch.add(waiting.remove());
            bytes += next.length;
        }
        waitingBytes.addAndGet(-bytes);
        return batch;
    }
}

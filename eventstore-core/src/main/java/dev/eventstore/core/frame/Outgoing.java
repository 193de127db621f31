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
 * Messages for one destination. The first is sent at once, by its caller; those that come while a send is being made are
 * gathered and leave together in the next turn. What would wait beyond the bound is dropped, as a network may.
 * Thread-safe: {@code sending} is held by whoever sends.
 */
public final class Outgoing {

    private final Executor dispatcher;
    private final int maxBatchBytes;
    private final long maxWaitingBytes;
    private final Consumer<List<byte[]>> sender;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean sending = new AtomicBoolean();

    /**
     * An empty batcher.
     *
     * @param dispatcher runs the turns after the first send
     * @param maxBatchBytes how many bytes of messages leave together; a larger single message leaves alone
     * @param maxWaitingBytes how many bytes may wait
     * @param sender sends messages together; never called concurrently
     */
    public Outgoing(Executor dispatcher, int maxBatchBytes, long maxWaitingBytes, Consumer<List<byte[]>> sender) {
        this.dispatcher = dispatcher;
        this.maxBatchBytes = maxBatchBytes;
        this.maxWaitingBytes = maxWaitingBytes;
        this.sender = sender;
    }

    /**
     * Sends a message now or with the next ones.
     *
     * @param message the message
     * @return false if it was dropped, since too much waits
     */
    public boolean send(byte[] message) {
        long total = waitingBytes.addAndGet(message.length);
        if (total > maxWaitingBytes && total > message.length) {
            waitingBytes.addAndGet(-message.length);
            return false;
        }
        waiting.add(message);
        if (sending.compareAndSet(false, true)) {
            turn();
        }
        return true;
    }

    /** Sends one batch; goes on in a turn of the dispatcher if more has come. Only whoever holds {@code sending} calls it. */
    private void turn() {
        try {
            List<byte[]> batch = batch();
            if (!batch.isEmpty()) {
                sender.accept(batch);
            }
        } finally {
            sending.set(false);
            if (!waiting.isEmpty() && sending.compareAndSet(false, true)) {
                dispatcher.execute(this::turn);
            }
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

package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Permissible;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An ask that has no answer yet, and its tries: one at a time is under way, or it waits for a view. Thread-safe: guarded by
 * itself.
 */
final class PendingAsk extends CompletableFuture<Message> {

    private static final int MANY_REPEATS = 10;
    private static final long GRACE_NANOS = Duration.ofMillis(500).toNanos();

    final long number;
    final ProcessName name;
    final Message message;
    final Deadline deadline;

    private @Nullable NodeId target;
    private long request;
    private @Nullable Request sent;
    private int repeats;
    private boolean elsewhere;
    private long epoch;
    private long changedAt;
    private int unresolved;
    private boolean waits = true;

    PendingAsk(long number, ProcessName name, Message message, Deadline deadline) {
        this.number = number;
        this.name = name;
        this.message = message;
        this.deadline = deadline;
    }

    /** Begins a try by this epoch, if none is under way. */
    synchronized boolean begin(long viewEpoch) {
        boolean begins = waits && !isDone();
        if (begins) {
            waits = false;
            elsewhere = false;
            epoch = viewEpoch;
        }
        return begins;
    }

    /** The try has ended without an outcome: the next one may begin. */
    synchronized void park(long now) {
        waits = true;
        changedAt = now;
    }

    synchronized boolean isParked() {
        return waits;
    }

    /** By which epoch it was routed last. */
    synchronized long epoch() {
        return epoch;
    }

    /** When it was sent or parked last. */
    synchronized long changedAt() {
        return changedAt;
    }

    /** Notes a request that leaves now. Returns the one that it replaces: the last one to the same node, 0 for none. */
    synchronized long sending(NodeId to, long id, long now) {
        long replaced = to.equals(target) ? request : 0;
        target = to;
        request = id;
        elsewhere = true;
        changedAt = now;
        unresolved++;
        return replaced;
    }

    /** Whether a request is sent again under its number until it is answered: what may be handled twice is asked anew instead. */
    static boolean isSentAgain(Message message, long epoch) {
        return !message.idempotent() || epoch == 0;
    }

    /** The request that leaves, to be sent again if it is to be. */
    synchronized void sent(Request leaves) {
        if (isSentAgain(message, leaves.epoch())) {
            sent = leaves;
            repeats = 0;
        }
    }

    /** A request, and the node that was sent it: no other may get it, since it would not know whether it was handled. */
    record Repeat(NodeId to, Request request) {}

    /** What is under way, if it is time to send it again; each time it is after twice the time. Else null. */
    synchronized @Nullable Repeat again(TimeSource time, long pauseNanos) {
        Request last = sent;
        NodeId to = target;
        long now = time.nanoTime();
        boolean due = now - changedAt >= pauseNanos << Math.min(repeats, MANY_REPEATS);
        if (!due || last == null || to == null || !isCurrent(last.id())) {
            return null;
        }
        changedAt = now;
        repeats++;
        return new Repeat(
                to, new Request(last.id(), last.replaces(), name, last.epoch(), millisLeft(time), last.message()));
    }

    /** How long the other node is told that the asker waits. */
    long millisLeft(TimeSource time) {
        return Math.max(1, deadline.remaining(time).toMillis());
    }

    /** The other node whose answer is awaited, null if none is. */
    synchronized @Nullable NodeId awaited() {
        return waits || !elsewhere ? null : target;
    }

    /** Whether another node is asked that may be asked again. */
    synchronized boolean mayBeRepeated() {
        return awaited() != null && epoch > 0 && message.idempotent();
    }

    /** Whether this request is under way, so that its failure counts; an answer counts whichever request it is for. */
    synchronized boolean isCurrent(long id) {
        return !waits && elsewhere && request == id;
    }

    /** What another node is asked: leave to do the work here, where the storage checks epochs. */
    Message request(boolean fenced) {
        return fenced && message instanceof Permissible work ? work.permission() : message;
    }

    /** The other node lets this one do the work. Whether it is done: it is if that request is under way. */
    synchronized boolean permitted(long id) {
        boolean current = isCurrent(id);
        if (current) {
            elsewhere = false;
            unresolved++;
        }
        return current;
    }

    /** A request, or a try of this node's own process, did nothing, says who was asked. */
    synchronized void resolved() {
        unresolved--;
    }

    /** A process of this node is asked: until it has answered nobody knows. */
    synchronized void runsHere() {
        unresolved++;
    }

    /** Whether a try may have been handled although nobody said so. */
    synchronized boolean mayHaveBeenHandled() {
        return unresolved > 0;
    }

    /** The same, while no process of this node is at it. */
    synchronized boolean mayHaveBeenHandledElsewhere() {
        return unresolved > 0 && (waits || elsewhere);
    }

    /** So long after its deadline it is waited for: a process of this node is told the deadline, and says more of what became of it. */
    synchronized long graceNanos() {
        return waits || elsewhere ? 0 : GRACE_NANOS;
    }

    /** The process of this node that was asked, once, has ended it. */
    void ended(@Nullable Message answer, @Nullable Throwable failure) {
        if (failure == null) {
            complete(answer);
        } else {
            completeExceptionally(Failures.unwrap(failure));
        }
    }

    /** What the asker is told when the store is closed. */
    RuntimeException closed() {
        return mayHaveBeenHandled()
                ? new AskOutcomeUnknownException(name)
                : new StoreClosedException("the store is closed; nothing was written");
    }

    /** What the asker is told when it is waited for no longer. */
    RuntimeException late() {
        return mayHaveBeenHandled()
                ? new AskOutcomeUnknownException(name)
                : new DeadlineExceededException(
                        "no node took the call for process " + name + " before its deadline; nothing was written",
                        null);
    }

    @Override
    public synchronized String toString() {
        String where = waits ? "waits" : elsewhere ? "request " + request + " to " + target : "here";
        return "ask " + number + " of " + name + " by epoch " + epoch + " (" + where + ", " + unresolved
                + " unresolved)";
    }
}

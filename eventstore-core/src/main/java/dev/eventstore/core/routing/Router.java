package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.Outcome;
import dev.eventstore.core.link.NodeMessage.Reply;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Message.Permit;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.Permissible;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries asks to the nodes that own their processes. What was not handled is asked again, under the next view, until the
 * asker's deadline; so is what may have been handled, if handling it twice is as handling it once. Thread-safe.
 */
public final class Router {

    private static final long REPEAT_NANOS = Duration.ofSeconds(1).toNanos();

    private final NodeId self;
    private final Views views;
    private final NodeLink link;
    private final Hosting hosting;
    private final MessageCodec codec;
    private final TimeSource time;
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, PendingAsk> sent = new ConcurrentHashMap<>();
    private final AtomicLong asks = new AtomicLong();

    private final OpenAsks open;

    /** Epochs after which asks wait for a view. */
    private final Set<Long> spent = ConcurrentHashMap.newKeySet();

    private final Unserved unserved = new Unserved();

    /**
     * A router without asks.
     *
     * @param self this node
     * @param views who owns what
     * @param link reaches the others
     * @param processes runs the processes of this node
     * @param codec writes messages
     * @param time the node's clock
     */
    public Router(NodeId self, Views views, NodeLink link, ProcessHost processes, MessageCodec codec, TimeSource time) {
        this.self = self;
        this.views = views;
        this.link = link;
        this.hosting = new Hosting(self, processes, views);
        this.codec = codec;
        this.time = time;
        this.open = new OpenAsks(time, () -> unserved.begin(time.nanoTime()), this::look);
    }

    /**
     * Asks the process of a name on the node that owns it.
     *
     * @param name the process
     * @param message what is asked
     * @param deadline when the asker stops waiting
     * @return completes with the answer, or fails as the process does; with {@code NoNodeAvailableException} while this node
     *     does not serve; with {@code AskOutcomeUnknownException} if it may have been handled
     */
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        PendingAsk ask = new PendingAsk(asks.incrementAndGet(), name, message, deadline);
        if (deadline.hasPassed(time)) {
            ask.completeExceptionally(ask.late());
        } else {
            attempt(ask);
        }
        return ask;
    }

    /**
     * Asks a process that belongs to a node; once, and on no other, whatever that node says.
     *
     * @param node the node
     * @param name the process
     * @param message what is asked
     * @param deadline when the asker stops waiting
     * @return completes with the answer, or fails as the process does
     */
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        PendingAsk ask = new PendingAsk(asks.incrementAndGet(), name, message, deadline);
        ask.begin(0);
        if (node.equals(self)) {
            ask.runsHere();
            hosting.askRunning(name, message, deadline).whenComplete(ask::ended);
            open.watch(ask);
        } else {
            send(ask, node, 0, message);
        }
        return ask;
    }

    /** Fails what is under way: the store is closed. */
    public void close() {
        open.all().forEach(ask -> ask.completeExceptionally(ask.closed()));
    }

    /**
     * This node has entered a view, or others can be reached: whoever waits for a node that is gone is asked elsewhere. A node
     * that is out of the view but can be reached, such as one that leaves, still says what it has not handled.
     */
    public void changed() {
        for (PendingAsk ask : open.all()) {
            NodeId awaited = ask.awaited();
            boolean left = awaited != null && ask.epoch() > 0 && !views.isMember(awaited);
            if (left && ask.message.idempotent()) {
                park(ask);
            } else if (left && !views.isReachable(awaited)) {
                ask.completeExceptionally(new AskOutcomeUnknownException(ask.name));
            }
        }
    }

    /**
     * An answer has come.
     *
     * @param from who answers
     * @param reply the answer
     */
    public void replied(NodeId from, Reply reply) {
        PendingAsk ask = sent.get(reply.id());
        if (ask == null || ask.isDone()) {
            return;
        }
        if (reply.outcome() == Outcome.ANSWERED) {
            try {
                answered(from, ask, reply.id(), codec.decode(reply.payload()));
            } catch (RuntimeException unreadable) {
                ask.completeExceptionally(unreadable);
            }
        } else {
            RuntimeException failure = reply.outcome() == Outcome.NOT_HANDLED
                    ? new NotHandledException(ask.name)
                    : codec.decodeFailure(reply.payload());
            if (!Outcomes.isUnknown(failure) && sent.remove(reply.id(), ask)) {
                ask.resolved();
            }
            if (ask.isCurrent(reply.id())) {
                failed(ask, failure);
            }
        }
    }

    /** An answer is the outcome, whichever try it is for; a permit is for the try that is under way. */
    private void answered(NodeId from, PendingAsk ask, long request, Message answer) {
        if (!(answer instanceof Permit permit && ask.message instanceof Permissible work)) {
            ask.complete(answer);
        } else if (sent.remove(request, ask)) {
            ask.resolved();
            if (ask.permitted(request)) {
                hosting.permitted(ask.name, work, from, permit.epoch(), ask.deadline)
                        .whenComplete((done, failure) -> endedHere(ask, done, failure));
            }
        }
    }

    private void attempt(PendingAsk ask) {
        Standing standing = views.now();
        if (!ask.begin(standing.epoch())) {
            return;
        }
        if (!standing.serves()) {
            if (ask.mayHaveBeenHandled()) {
                park(ask);
            } else {
                ask.completeExceptionally(standing.refusal());
            }
            return;
        }
        NodeId owner = standing.owner(ask.name);
        if (owner.equals(self)) {
            ask.runsHere();
            hosting.ask(standing, ask.name, ask.message, ask.deadline)
                    .whenComplete((answer, failure) -> endedHere(ask, answer, failure));
            open.watch(ask);
        } else {
            send(ask, owner, standing.epoch(), ask.request(standing.fence().isPresent()));
        }
    }

    private void endedHere(PendingAsk ask, @Nullable Message answer, @Nullable Throwable failure) {
        if (failure == null) {
            ask.complete(answer);
            return;
        }
        Throwable cause = Failures.unwrap(failure);
        if (!Outcomes.isUnknown(cause)) {
            ask.resolved();
        }
        failed(ask, cause);
    }

    private void send(PendingAsk ask, NodeId to, long epoch, Message asked) {
        byte[] message;
        try {
            message = codec.encode(asked);
        } catch (RuntimeException unwritable) {
            ask.completeExceptionally(unwritable);
            return;
        }
        long id = requests.incrementAndGet();
        long replaced = ask.sending(to, id, time.nanoTime());
        sent.put(id, ask);
        open.watch(ask);
        ask.whenComplete((answer, failure) -> sent.remove(id));
        Request request = new Request(id, replaced, ask.name, epoch, ask.millisLeft(time), message);
        ask.sent(request);
        link.send(to, request);
    }

    private void failed(PendingAsk ask, Throwable failure) {
        boolean again =
                failure instanceof NotHandledException || Outcomes.isUnknown(failure) && ask.message.idempotent();
        if (again && ask.epoch() > 0) {
            park(ask);
        } else if (ask.mayHaveBeenHandled() && !Outcomes.isDecision(failure)) {
            // This try did nothing, but an earlier one may have.
            ask.completeExceptionally(new AskOutcomeUnknownException(ask.name));
        } else {
            ask.completeExceptionally(failure);
        }
    }

    private void park(PendingAsk ask) {
        ask.park(time.nanoTime());
        open.watch(ask);
        long epoch = ask.epoch();
        Standing standing = views.now();
        if (standing.serves() && standing.epoch() > epoch) {
            attempt(ask);
        } else if (spent.add(epoch)) {
            // One for all asks of an epoch: a view may last for weeks.
            views.whenPast(epoch, () -> passed(epoch));
        }
    }

    private void passed(long epoch) {
        // First: whoever parks from now on waits anew, and whoever was parked before is found.
        spent.remove(epoch);
        for (PendingAsk ask : open.all()) {
            if (ask.isParked() && ask.epoch() <= epoch) {
                attempt(ask);
            }
        }
    }

    /**
     * Ends what is too late, or a little later on its own node, whose process may never answer; and repeats what has waited
     * long: bytes may be lost, and so may the news of a view. What may be handled twice is asked anew; of the rest the same
     * request is sent again, which the other node handles once.
     */
    private void look(PendingAsk ask) {
        long now = time.nanoTime();
        boolean serves = views.now().serves();
        boolean cutOff = unserved.isLong(now, serves);
        if (now - ask.deadline.nanoTime() >= ask.graceNanos() || cutOff && ask.mayHaveBeenHandledElsewhere()) {
            ask.completeExceptionally(ask.late());
        } else if (ask.isParked() && (now - ask.changedAt() >= REPEAT_NANOS || !serves)) {
            attempt(ask);
        } else if (ask.mayBeRepeated() && now - ask.changedAt() >= REPEAT_NANOS) {
            ask.park(ask.changedAt());
            attempt(ask);
        } else {
            PendingAsk.Repeat again = ask.again(time, REPEAT_NANOS);
            if (again != null) {
                link.send(again.to(), again.request());
            }
        }
    }
}

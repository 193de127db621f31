package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.Outcome;
import dev.eventstore.core.link.NodeMessage.Reply;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Handles what other nodes ask: each request once, by the view of this node; one that comes again is answered again. One that was
 * routed by a view which this node has not entered yet waits for it; one for a process that another node owns is not handled.
 * Thread-safe.
 */
public final class Incoming {

    /** A node that comes back under its incarnation goes on with its ids, so those of a few lost ones are kept one by one. */
    private static final int MANY_SENDERS = 100;

    private final Views views;
    private final NodeLink link;
    private final Hosting hosting;
    private final MessageCodec codec;
    private final TimeSource time;
    private final Map<NodeId, Asker> askers = new ConcurrentHashMap<>();

    /**
     * A side without requests.
     *
     * @param self this node
     * @param views who owns what
     * @param link answers
     * @param processes runs the processes of this node
     * @param codec reads messages
     * @param time the node's clock
     */
    public Incoming(
            NodeId self, Views views, NodeLink link, ProcessHost processes, MessageCodec codec, TimeSource time) {
        this.views = views;
        this.link = link;
        this.hosting = new Hosting(self, processes, views);
        this.codec = codec;
        this.time = time;
    }

    /**
     * Keeps less of senders that cannot be reached any more.
     *
     * @param nodes those that can
     */
    public void reachable(List<NodeId> nodes) {
        if (askers.size() > MANY_SENDERS) {
            askers.forEach((sender, asker) -> {
                if (!nodes.contains(sender)) {
                    asker.forget();
                }
            });
        }
    }

    /**
     * A request has come.
     *
     * @param from who asks
     * @param request the request
     */
    public void requested(NodeId from, Request request) {
        Asker asker = asker(from);
        if (request.replaces() > 0) {
            asker.drop(request.replaces());
        }
        Message message;
        try {
            message = codec.decode(request.message());
        } catch (RuntimeException unreadable) {
            link.send(from, failure(request.id(), unreadable));
            return;
        }
        boolean sentAgain = PendingAsk.isSentAgain(message, request.epoch());
        if (!asker.begins(request.id(), sentAgain)) {
            if (sentAgain) {
                asker.again(request.id(), id -> failure(id, new AskOutcomeUnknownException(request.name())))
                        .ifPresent(reply -> link.send(from, reply));
            }
            return;
        }
        Deadline deadline = Deadline.after(time, Duration.ofMillis(request.millis()));
        if (request.epoch() == 0) {
            answer(from, request, hosting.askRunning(request.name(), message, deadline));
        } else {
            route(from, request, message, deadline);
        }
    }

    private void route(NodeId from, Request request, Message message, Deadline deadline) {
        Standing standing = views.now();
        if (deadline.hasPassed(time)) {
            answer(from, request, CompletableFuture.failedStage(new NotHandledException(request.name())));
        } else if (standing.epoch() < request.epoch()) {
            views.whenPast(request.epoch() - 1, () -> route(from, request, message, deadline));
        } else {
            answer(from, request, hosting.ask(standing, request.name(), message, deadline));
        }
    }

    private void answer(NodeId from, Request request, CompletionStage<Message> outcome) {
        outcome.whenComplete((answer, failure) -> {
            Reply reply =
                    failure == null ? answer(request.id(), answer) : failure(request.id(), Failures.unwrap(failure));
            asker(from).answered(reply);
            link.send(from, reply);
        });
    }

    private Asker asker(NodeId node) {
        return askers.computeIfAbsent(node, sender -> new Asker());
    }

    private Reply answer(long request, Message answer) {
        try {
            return new Reply(request, Outcome.ANSWERED, codec.encode(answer));
        } catch (RuntimeException unwritable) {
            return failure(request, unwritable);
        }
    }

    private Reply failure(long request, Throwable failure) {
        return failure instanceof NotHandledException
                ? new Reply(request, Outcome.NOT_HANDLED, null)
                : new Reply(request, Outcome.FAILED, codec.encodeFailure(failure));
    }
}

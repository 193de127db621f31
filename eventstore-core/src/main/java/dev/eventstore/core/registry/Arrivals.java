package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.handoff.Handoffs;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage;
import dev.eventstore.core.link.NodeMessage.HandOver;
import dev.eventstore.core.link.NodeMessage.Hello;
import dev.eventstore.core.link.NodeMessage.Hint;
import dev.eventstore.core.link.NodeMessage.Query;
import dev.eventstore.core.link.NodeMessage.Reply;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.link.NodeMessage.Running;
import dev.eventstore.core.link.NodeMessage.TakenOver;
import dev.eventstore.core.rounds.RoundMessage;
import dev.eventstore.core.routing.Incoming;
import dev.eventstore.core.routing.Router;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the channel tells, given to whom it concerns. Nothing it does throws or waits. Thread-safe. */
final class Arrivals implements ClusterChannel.Listener, BiConsumer<NodeId, Record> {

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private final Turns turns;
    private NodeLink link;
    private Membership membership;
    private Router router;
    private Incoming incoming;
    private Queries queries;
    private Handoffs handoffs;
    private volatile @Nullable Formation formation;
    private volatile LongConsumer hints = head -> {};
    private volatile LongConsumer linkHints = link -> {};

    @SuppressWarnings("NullAway.Init")
    Arrivals(Turns turns) {
        this.turns = turns;
    }

    /** Says to whom things are given; called once, before the channel is connected. */
    void connect(
            NodeLink toLink,
            Membership toMembership,
            Router toRouter,
            Incoming toIncoming,
            Queries toQueries,
            Handoffs toHandoffs) {
        link = toLink;
        membership = toMembership;
        router = toRouter;
        incoming = toIncoming;
        queries = toQueries;
        handoffs = toHandoffs;
    }

    void forming(Formation now) {
        formation = now;
    }

    void onHint(LongConsumer listener) {
        hints = listener;
    }

    void onLinkHint(LongConsumer listener) {
        linkHints = listener;
    }

    @Override
    public void reachable(List<NodeId> nodes) {
        link.reachable(nodes);
        incoming.reachable(nodes);
        membership.reachable(nodes);
        turns.run(router::changed);
        Formation forms = formation;
        if (forms != null) {
            turns.run(() -> forms.reachable(nodes));
        }
    }

    @Override
    public void received(NodeId from, byte[] bytes) {
        link.received(from, bytes);
    }

    @Override
    public void accept(NodeId from, Record message) {
        try {
            if (message instanceof RoundMessage round) {
                membership.received(from, round);
            } else if (message instanceof NodeMessage known) {
                give(from, known);
            }
        } catch (RuntimeException failure) {
            LOG.error(
                    "a message of {} was not handled: {}",
                    from,
                    message.getClass().getSimpleName(),
                    failure);
        }
    }

    private void give(NodeId from, NodeMessage message) {
        if (message instanceof Request request) {
            incoming.requested(from, request);
        } else if (message instanceof Reply reply) {
            router.replied(from, reply);
        } else if (message instanceof Hint hint) {
            hints.accept(hint.head());
            linkHints.accept(hint.lastLink());
        } else if (message instanceof Query query) {
            queries.asked(from, query);
        } else if (message instanceof Running running) {
            queries.answered(running);
        } else if (message instanceof HandOver states) {
            takeOver(from, states);
        } else if (message instanceof TakenOver taken) {
            handoffs.takenOver(taken.id());
        } else if (message instanceof Hello hello) {
            Formation forms = formation;
            if (forms != null) {
                turns.run(() -> forms.introduced(from, hello));
            }
        }
    }

    /** In a turn, so that no view is entered in between: states of an older view than this node's are outdated. */
    private void takeOver(NodeId from, HandOver states) {
        turns.run(() -> {
            if (membership.now().epoch() <= states.epoch()) {
                handoffs.arrived(states.epoch(), states.states());
            }
            link.send(from, new TakenOver(states.id()));
        });
    }
}

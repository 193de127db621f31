package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.Hello;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a node waits for before it serves, and with whom it must not be. Nodes introduce themselves to each other; a node is
 * there when it has. Waiting for a node is waiting until it is reached, not until it serves, so nodes that wait for each other
 * go on together. Of two nodes of one name that reach each other, be it long after their start, one is ended. Confined to turns.
 */
final class Formation {

    private static final Logger LOG = LoggerFactory.getLogger(Formation.class);
    private static final Duration REPEAT = Duration.ofMillis(250);
    private static final Duration SAY_FIRST = Duration.ofSeconds(1);
    private static final Duration SAY_AGAIN = Duration.ofSeconds(10);

    /** So long a node waits for those that were there before it to say who they are: they may be none to be with. */
    private static final Duration INTRODUCTION = Duration.ofSeconds(2);

    private final NodeId self;
    private final SyncNodes sync;
    private final String store;
    private final String waits;
    private final long started;
    private final NodeLink link;
    private final TimeSource time;
    private final Turns turns;
    private final Consumer<NodeId> strangers;
    private final Consumer<NodeId> end;
    private final Map<NodeId, Hello> introduced = new HashMap<>();
    private final CompletableFuture<Void> formed = new CompletableFuture<>();
    private List<NodeId> reachable = List.of();
    private long firstEpoch;
    private boolean watching;
    private boolean ended;
    private long began;
    private long lastSaid;

    /**
     * A formation that has not begun.
     *
     * @param strangers told in a turn of nodes with which this one can be in no view
     * @param end told in a turn, once, after the formation, of the node of this one's name for which this one must end
     */
    Formation(
            NodeId self,
            ClusterSettings settings,
            String store,
            NodeLink link,
            TimeSource time,
            Turns turns,
            Consumer<NodeId> strangers,
            Consumer<NodeId> end) {
        this.self = self;
        this.sync = settings.sync();
        this.link = link;
        this.time = time;
        this.turns = turns;
        this.strangers = strangers;
        this.end = end;
        this.store = store;
        this.waits = waitsFor(sync).isEmpty() ? "" : timeout(sync);
        this.started = ChronoUnit.MICROS.between(Instant.EPOCH, time.now());
    }

    /** Begins to wait, when the channel is connected. Fails with what is missing or wrong. */
    CompletionStage<Void> await() {
        turns.run(() -> {
            began = time.nanoTime();
            lastSaid = began - SAY_AGAIN.minus(SAY_FIRST).toNanos();
            check();
        });
        return formed;
    }

    void reachable(List<NodeId> nodes) {
        reachable = List.copyOf(nodes);
        introduced.keySet().retainAll(nodes);
        introduce();
        watch();
    }

    /** This node is in a view. */
    void entered(View view) {
        firstEpoch = firstEpoch == 0 ? view.epoch() : firstEpoch;
    }

    void introduced(NodeId from, Hello other) {
        boolean news = introduced.put(from, other) == null;
        if (!other.answer() && !ended) {
            link.send(from, hello(true));
        }
        if (news) {
            meet(from, other);
        }
        giveWay(from, other);
    }

    private Hello hello(boolean answer) {
        return new Hello(store, waits, answer, firstEpoch, started);
    }

    private boolean hasOurName(NodeId node) {
        return !node.equals(self) && node.name().equals(self.name());
    }

    /** From then on this node says no more of itself, so that the other need not fear it. */
    private void giveWay(NodeId from, Hello other) {
        if (ended || !hasOurName(from) || !other.precedes(from, hello(false), self)) {
            return;
        }
        ended = true;
        if (!formed.completeExceptionally(namesakeThere())) {
            end.accept(from);
        }
    }

    /** As long as another node of this one's name can be reached, it is told again and again which of them was first. */
    private void watch() {
        List<NodeId> namesakes = reachable.stream().filter(this::hasOurName).toList();
        if (!watching && !ended && !namesakes.isEmpty()) {
            watching = true;
            namesakes.forEach(node -> link.send(node, hello(false)));
            time.schedule(
                    REPEAT,
                    () -> turns.run(() -> {
                        watching = false;
                        watch();
                    }));
        }
    }

    private ConfigurationException namesakeThere() {
        return new ConfigurationException(
                "eventstore.cluster.node",
                self.name(),
                "a node of this name is in the cluster already; give each node a name of its own",
                null);
    }

    private void meet(NodeId from, Hello other) {
        if (!other.store().equals(store)) {
            LOG.warn("{} stores its events elsewhere, in another schema or database: it is left out of views", from);
            strangers.accept(from);
        }
        if (!other.sync().isEmpty() && !waits.isEmpty() && !other.sync().equals(waits)) {
            LOG.warn(
                    "eventstore.cluster.sync-nodes-timeout is {} here and {} on {}; it should be the same on every node",
                    waits,
                    other.sync(),
                    from);
        }
    }

    private void introduce() {
        reachable.stream()
                .filter(node -> !node.equals(self) && !introduced.containsKey(node))
                .forEach(node -> link.send(node, hello(false)));
    }

    /** Looks again and again, until everybody is there or something is wrong. */
    private void check() {
        if (formed.isDone()) {
            return;
        }
        introduce();
        Optional<ConfigurationException> wrong = stranger();
        List<String> missing = missing();
        Duration waited = Duration.ofNanos(time.nanoTime() - began);
        boolean patient =
                sync.timeout().isEmpty() || waited.compareTo(sync.timeout().get()) < 0;
        if (wrong.isPresent()) {
            formed.completeExceptionally(wrong.get());
        } else if (namesake().isEmpty() && knowsElders(waited) && (missing.isEmpty() || !patient)) {
            end(missing);
        } else {
            sayWhatIsMissing(missing);
            time.schedule(REPEAT, () -> turns.run(this::check));
        }
    }

    private void end(List<String> missing) {
        List<String> mandatory =
                missing.stream().filter(sync.mandatory()::contains).toList();
        if (!mandatory.isEmpty()) {
            formed.completeExceptionally(new ConfigurationException(
                    "eventstore.cluster.sync-nodes-mandatory",
                    String.join(", ", mandatory),
                    "not there within sync-nodes-timeout = " + timeout(sync) + ". Start it, or take it out of the list;"
                            + " then start this node again",
                    null));
            return;
        }
        if (!missing.isEmpty()) {
            LOG.warn("starting without {}: not there within sync-nodes-timeout = {}", missing, timeout(sync));
        }
        formed.complete(null);
    }

    private void sayWhatIsMissing(List<String> missing) {
        if (time.nanoTime() - lastSaid >= SAY_AGAIN.toNanos()) {
            lastSaid = time.nanoTime();
            String others = namesake().isEmpty()
                    ? "those that were there before to say who they are"
                    : "another node called " + self.name() + " to end";
            LOG.info("waiting for {}", missing.isEmpty() ? others : missing);
        }
    }

    private List<NodeId> elders() {
        return reachable.subList(0, Math.max(0, reachable.indexOf(self)));
    }

    /** Without an answer it goes on in the end: who has another secret never says who it is, nor does a hanging node. */
    private boolean knowsElders(Duration waited) {
        return waited.compareTo(INTRODUCTION) >= 0 || introduced.keySet().containsAll(elders());
    }

    /** What keeps this node from being with those that were there before it. */
    private Optional<ConfigurationException> stranger() {
        for (NodeId node : elders()) {
            Hello other = introduced.get(node);
            if (other != null && !other.store().equals(store)) {
                return Optional.of(new ConfigurationException(
                        "eventstore.cluster.name",
                        "",
                        "the cluster of " + node + " stores its events elsewhere; give this node the same database and"
                                + " schema, or the cluster another name",
                        null));
            }
        }
        return Optional.empty();
    }

    /** Another incarnation of this node's name that may still live. */
    private Optional<NodeId> namesake() {
        int mine = reachable.indexOf(self);
        return reachable.stream()
                .filter(this::hasOurName)
                .filter(node -> reachable.indexOf(node) < mine)
                .findFirst();
    }

    private List<String> missing() {
        List<String> there = introduced.keySet().stream().map(NodeId::name).toList();
        List<String> missing = new ArrayList<>(waitsFor(sync));
        missing.removeAll(there);
        return missing;
    }

    private static List<String> waitsFor(SyncNodes sync) {
        return Stream.concat(sync.mandatory().stream(), sync.optional().stream())
                .toList();
    }

    private static String timeout(SyncNodes sync) {
        return sync.timeout().map(each -> each.toMillis() + " ms").orElse("infinite");
    }
}

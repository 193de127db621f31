package dev.eventstore.testkit.cluster;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.sim.SimScheduler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What must hold at every moment, told by those who see it happen. The first thing that does not is kept: whoever tells may run
 * inside a turn, where an exception would be taken for a failure of that turn.
 */
final class Checks {

    private final SimScheduler sim;
    private final int quorum;
    private final Map<UUID, StoredEvent> stored = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Set<UUID> refused = new HashSet<>();
    private final Removals removals = new Removals(this);
    private final Map<Long, Integer> handled = new HashMap<>();
    private final Set<Long> notHandled = new HashSet<>();
    private final Map<Long, View> views = new HashMap<>();
    private final Map<NodeId, Long> entered = new HashMap<>();
    private final Map<ProcessName, Map<Long, NodeId>> owners = new HashMap<>();
    private final Map<Long, UUID> claimed = new HashMap<>();
    private final List<String> trace = new ArrayList<>();
    private long epoch;
    private long head;
    private Optional<String> violation = Optional.empty();
    private Consumer<StoredEvent> onStored = event -> {};

    Checks(SimScheduler sim, int quorum) {
        this.sim = sim;
        this.quorum = quorum;
    }

    void log(String what) {
        trace.add(sim.nanoTime() / 1_000 + " " + what);
    }

    List<String> trace() {
        return trace;
    }

    void require(boolean holds, String what) {
        require(holds, () -> what);
    }

    void require(boolean holds, Supplier<String> what) {
        if (!holds && violation.isEmpty()) {
            violation = Optional.of(what.get());
            log("VIOLATED: " + violation.get());
        }
    }

    /** Throws what did not hold; called after each step. */
    void verify() {
        if (violation.isPresent()) {
            List<String> last = trace.subList(Math.max(0, trace.size() - 80), trace.size());
            throw new AssertionError(violation.get() + "\n" + String.join("\n", last));
        }
    }

    /** Whoever is told of each event that is stored. */
    void onStored(Consumer<StoredEvent> listener) {
        onStored = listener;
    }

    /** An event has been stored, in the order of positions. */
    void stored(StoredEvent event, OptionalLong by, long current) {
        require(stored.put(event.id(), event) == null, "stored twice: " + event.id());
        require(event.position() == ++head, "positions are dense, but " + event.position() + " came next");
        removals.stored(event);
        onStored.accept(event);
        long version = versions.merge(event.stream(), 1L, Long::sum);
        require(event.version() == version, "versions of " + event.stream() + " are dense: " + event.version());
        require(!refused.contains(event.id()), "answered with 'nothing was written', but stored: " + event.id());
        require(
                by.isPresent() && by.getAsLong() == current,
                "written under " + by + " while the epoch was " + current + ": " + event.stream());
    }

    /** An append was acknowledged. */
    void acknowledged(List<NewEvent> events, AppendResult result) {
        for (int i = 0; i < events.size(); i++) {
            StoredEvent there = stored.get(events.get(i).id());
            require(
                    removals.has(events.get(i).id())
                            || there != null
                                    && there.stream().equals(result.stream().value())
                                    && there.version() == result.firstVersion() + i,
                    "acknowledged as " + result + ", but stored is " + there);
        }
    }

    /** An append was answered with "nothing was written". */
    void refused(List<NewEvent> events, Throwable why) {
        for (NewEvent event : events) {
            refused.add(event.id());
            require(!stored.containsKey(event.id()), "stored is " + event.id() + ", but answered: " + why);
        }
    }

    /** Keeps what is stored; what is given says that the storage went back to it, and nobody is to blame. */
    Runnable keep() {
        Map<UUID, StoredEvent> events = new HashMap<>(stored);
        Map<String, Long> numbers = new HashMap<>(versions);
        long then = epoch;
        long last = head;
        return () -> {
            head = last;
            log("the storage goes back to position " + last + " and epoch " + then);
            stored.clear();
            stored.putAll(events);
            versions.clear();
            versions.putAll(numbers);
            epoch = then;
        };
    }

    long version(String stream) {
        return versions.getOrDefault(stream, 0L);
    }

    /** What of it is linked and deleted. */
    Removals removals() {
        return removals;
    }

    /** A stream is removed with its events, and is no more. */
    List<StoredEvent> remove(String stream) {
        List<StoredEvent> gone = stored.values().stream()
                .filter(event -> event.stream().equals(stream))
                .toList();
        gone.forEach(event -> stored.remove(event.id()));
        versions.remove(stream);
        return gone;
    }

    /** What is stored of a stream, in order. */
    List<StoredEvent> events(String stream) {
        return stored.values().stream()
                .filter(event -> event.stream().equals(stream))
                .sorted(Comparator.comparing(StoredEvent::version))
                .toList();
    }

    /** How many events are stored. */
    long events() {
        return stored.size();
    }

    void handled(NodeId node, ProcessName name, long id) {
        log(node + " counts " + id + " at " + name);
        require(handled.merge(id, 1, Integer::sum) == 1, id + " was handled twice");
        require(!notHandled.contains(id), id + " was handled after it was answered that nothing was done");
    }

    void answered(long id) {
        require(handled.containsKey(id), id + " was answered, but never handled");
    }

    void notHandled(long id, Throwable why) {
        notHandled.add(id);
        require(!handled.containsKey(id), id + " was handled, but answered: " + why);
    }

    void epoch(long now) {
        require(now >= epoch, "the epoch went back from " + epoch + " to " + now);
        epoch = now;
    }

    void claimed(NodeId node, long now, UUID claim) {
        log(node + " claims " + now);
        UUID before = claimed.putIfAbsent(now, claim);
        require(before == null || before.equals(claim), "claimed twice: epoch " + now);
        epoch(now);
    }

    long epoch() {
        return epoch;
    }

    void entered(NodeId node, View view) {
        log(node + " enters " + view);
        View same = views.putIfAbsent(view.epoch(), view);
        require(same == null || same.equals(view), "one epoch, two views: " + same + " and " + view);
        Long before = entered.put(node, view.epoch());
        require(before == null || before <= view.epoch(), node + " went back to " + view);
        require(view.epoch() <= epoch, "nobody has claimed " + view);
        require(view.members().size() >= quorum, "no quorum is in " + view);
    }

    /** A turn begins: the only node of its epoch; and whoever is in its view has stopped the process. */
    void turn(SimNode node, ProcessName name, Iterable<SimNode> others) {
        View view = node.registry().view();
        NodeId owner = owners.computeIfAbsent(name, n -> new HashMap<>()).putIfAbsent(view.epoch(), node.id());
        require(
                owner == null || owner.equals(node.id()),
                () -> name + " has two owners in " + view + ", also " + owner);
        for (SimNode other : others) {
            boolean member = other != node && view.members().contains(other.id());
            require(
                    !member || !other.runs(name) || other.registry().view().epoch() > view.epoch(),
                    () -> name + " runs on " + node.id() + " and on " + other.id() + ", two members of " + view);
        }
    }
}

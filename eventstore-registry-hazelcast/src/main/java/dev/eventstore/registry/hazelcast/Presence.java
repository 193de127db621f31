package dev.eventstore.registry.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.topic.ITopic;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.registry.hazelcast.Frames.Kind;
import dev.eventstore.registry.hazelcast.Frames.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which members of Hazelcast are nodes of ours: those that say so, again and again, in a topic of the cluster. A node is gone
 * when it says so, when Hazelcast has lost its member, or when it was silent for too long. So it is in an own instance as in a
 * shared one, whose other members never say a thing. Nodes stand in the order in which their members came. Confined to the
 * channel's thread, but for {@link #mergeBegins}.
 */
final class Presence {

    /** How often a node speaks within the time after which it is taken for lost. */
    private static final int WORDS = 8;

    private final HazelcastInstance hazelcast;
    private final NodeId self;
    private final ITopic<Object> topic;
    private final long silentNanos;
    private final Consumer<List<NodeId>> reachable;
    private final Map<NodeId, Seen> others = new HashMap<>();
    private final long begin = System.nanoTime();
    private final long patienceNanos;
    private volatile boolean merging;
    private boolean settled;
    private List<NodeId> told = List.of();

    /**
     * A presence that has not spoken yet.
     *
     * @param topic where the nodes of the cluster speak
     * @param silentAfter after how much silence a node is taken for lost
     * @param patience how long members that have not spoken yet are waited for at first
     * @param reachable told the nodes whenever they have changed
     */
    Presence(
            HazelcastInstance hazelcast,
            NodeId self,
            ITopic<Object> topic,
            Duration silentAfter,
            Duration patience,
            Consumer<List<NodeId>> reachable) {
        this.hazelcast = hazelcast;
        this.self = self;
        this.topic = topic;
        this.silentNanos = silentAfter.toNanos();
        this.patienceNanos = patience.toNanos();
        this.reachable = reachable;
    }

    /** Where a node was when it spoke last, and whether members were given other ids since then. */
    private record Seen(UUID member, long nanos, boolean renamed) {}

    /** How far apart {@link #tick} is called. */
    static Duration interval(Duration silentAfter) {
        return silentAfter.dividedBy(WORDS);
    }

    /** Asks who else is there. */
    void enter() {
        say(Kind.HERE_WHO_ELSE);
        refresh();
    }

    /** Says once more that this node is there, and finds who has not. */
    void tick() {
        long now = System.nanoTime();
        others.values().removeIf(seen -> now - seen.nanos() > silentNanos);
        say(settled ? Kind.HERE : Kind.HERE_WHO_ELSE);
        refresh();
    }

    /** Takes what was said in the topic. */
    void heard(Said said) {
        if (said.node().equals(self)) {
            return;
        }
        if (said.kind() == Kind.GONE) {
            others.remove(said.node());
        } else {
            others.put(said.node(), new Seen(said.member(), System.nanoTime(), false));
        }
        if (said.kind() == Kind.HERE_WHO_ELSE) {
            say(Kind.HERE);
        }
        refresh();
    }

    /** Says that this node leaves. */
    void leave() {
        say(Kind.GONE);
    }

    /**
     * From now on the member leaves its cluster to join another part of it. It sees no others until it is there, which takes a
     * tenth of a second, and all that come along have other ids then: no node is taken for lost by that, only by its silence.
     * Called by any thread, before the members change.
     */
    void mergeBegins() {
        merging = true;
    }

    /** The member has joined the other part, or has failed to. */
    void mergeEnds() {
        others.replaceAll((node, seen) -> new Seen(seen.member(), seen.nanos(), true));
        merging = false;
        enter();
    }

    /** Tells the nodes if they are others than before. */
    void refresh() {
        List<Member> members = members();
        settled = settled || hasPatienceEnded() || haveAllSpoken(members);
        if (!settled) {
            return;
        }
        List<NodeId> now = nodes(members);
        if (!now.equals(told)) {
            told = now;
            reachable.accept(now);
        }
    }

    private boolean hasPatienceEnded() {
        return System.nanoTime() - begin > patienceNanos;
    }

    private boolean haveAllSpoken(List<Member> members) {
        Set<UUID> spoken = others.values().stream().map(Seen::member).collect(Collectors.toSet());
        return members.stream().allMatch(member -> member.localMember() || spoken.contains(member.getUuid()));
    }

    private List<NodeId> nodes(List<Member> members) {
        List<NodeId> nodes = new ArrayList<>();
        for (Member member : members) {
            List<NodeId> here = new ArrayList<>();
            others.forEach((node, seen) -> {
                if (seen.member().equals(member.getUuid())) {
                    here.add(node);
                }
            });
            if (member.localMember()) {
                here.add(self);
            }
            here.sort(Comparator.comparing(NodeId::incarnation));
            nodes.addAll(here);
        }
        // Asked after the members were.
        boolean all = merging;
        others.entrySet().stream()
                .filter(other -> all || other.getValue().renamed())
                .map(Map.Entry::getKey)
                .filter(node -> !nodes.contains(node))
                .sorted(Comparator.comparing(NodeId::name))
                .forEach(nodes::add);
        return nodes.isEmpty() ? List.of(self) : nodes;
    }

    /** The members, the longest-standing first; none if the instance has ended. */
    private List<Member> members() {
        try {
            return List.copyOf(hazelcast.getCluster().getMembers());
        } catch (HazelcastInstanceNotActiveException ended) {
            return List.of();
        }
    }

    private void say(Kind kind) {
        try {
            UUID member = hazelcast.getCluster().getLocalMember().getUuid();
            topic.publish(new Said(kind, self, member).bytes());
        } catch (HazelcastInstanceNotActiveException ended) {
            others.clear();
        }
    }
}

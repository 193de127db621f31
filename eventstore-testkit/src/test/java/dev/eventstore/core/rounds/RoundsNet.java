package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.rounds.RoundMessage.Announce;
import dev.eventstore.core.rounds.RoundMessage.Prepare;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Nodes, a network and a storage that fail as the seed says; what must hold is checked after each step. */
final class RoundsNet {

    /** Mistakes that are built in on purpose, outside the rounds. */
    enum Plant {
        CLAIM_WITHOUT_COMPARING,
        READY_WITHOUT_PROMISE,
        EPOCH_NOT_CHECKED,
        DRAIN_SKIPPED,
        NEVER_ANNOUNCED,
        OLDER_ANNOUNCEMENT_TAKEN,
        NOT_RAISED,
        RAISED_BY_ONE
    }

    static final int NAMES = 8;

    final SimScheduler sim;
    final Set<Plant> plants = EnumSet.noneOf(Plant.class);
    final List<RoundsNode> nodes = new ArrayList<>();
    final List<String> trace = new ArrayList<>();
    long epoch;
    private RoundId claim;
    private final Map<Long, View> views = new HashMap<>();
    private final Set<List<NodeId>> cut = new HashSet<>();
    private final boolean goesBack;
    private int life;
    private boolean raised;
    private boolean faulty = true;

    RoundsNet(long seed, int size, Plant... plants) {
        goesBack = seed % 4 == 1;
        sim = new SimScheduler(seed);
        this.plants.addAll(List.of(plants));
        for (int i = 0; i < size; i++) {
            nodes.add(new RoundsNode(this, i, size / 2 + 1));
        }
        nodes.forEach(node -> {
            node.rounds.start();
            node.when(delay(300), () -> node.rounds.readiness(true));
        });
        reach();
    }

    static NodeId owner(int name, List<NodeId> members) {
        return members.get(name % members.size());
    }

    void run(int seconds) {
        for (int i = 0; i < seconds * 2; i++) {
            sim.schedule(delay(500), this::fault);
            sim.schedule(delay(500), this::work);
            sim.schedule(delay(500), this::work);
            sim.advance(Duration.ofMillis(500));
        }
    }

    void heal() {
        faulty = false;
        cut.clear();
        nodes.forEach(node -> node.paused = false);
        log("healed");
        reach();
        for (int i = 0; i < 120 && !settled(); i++) {
            work();
            sim.advance(Duration.ofMillis(500));
        }
        require(
                settled(),
                "a minute after all is well the nodes that live are in one view of the claimed epoch " + epoch + " but "
                        + nodes.stream()
                                .map(node -> node.self + (node.down ? " down " : " ") + node.view)
                                .toList());
    }

    private boolean settled() {
        List<RoundsNode> behind = nodes.stream()
                .filter(node -> !node.down && node.view != null && node.life < life)
                .toList();
        if (!raised && !behind.isEmpty()) {
            behind.forEach(this::notice);
            return false;
        }
        List<NodeId> alive =
                nodes.stream().filter(node -> !node.down).map(node -> node.self).toList();
        return nodes.stream()
                .filter(node -> !node.down)
                .allMatch(node -> node.view != null
                        && node.view.epoch() == epoch
                        && node.view.members().equals(alive));
    }

    private void fault() {
        RoundsNode one = nodes.get(sim.random().nextInt(nodes.size()));
        RoundsNode other = nodes.get(sim.random().nextInt(nodes.size()));
        switch (sim.random().nextInt(14)) {
            case 0, 1 -> cut.add(List.of(one.self, other.self));
            case 2, 3 -> {
                cut.add(List.of(one.self, other.self));
                cut.add(List.of(other.self, one.self));
            }
            case 4, 5, 6 -> cut.clear();
            case 7 -> one.paused = !one.paused;
            case 8 -> nodes.forEach(node -> node.paused = false);
            case 9 ->
                one.down =
                        one.down || 2 * nodes.stream().filter(node -> node.down).count() + 2 < nodes.size();
            case 10 -> one.when(Duration.ZERO, () -> one.rounds.readiness(false));
            case 11 -> {
                if (goesBack) {
                    goBack();
                }
            }
            case 12 -> {
                if (goesBack) {
                    loseTheEnd();
                }
            }
            default -> nodes.forEach(node -> node.when(Duration.ZERO, () -> node.rounds.readiness(true)));
        }
        if (sim.random().nextBoolean()) {
            reach();
        }
    }

    /** Tells each node whom it reaches, late and in an order of its own while things go wrong. */
    private void reach() {
        for (RoundsNode node : nodes) {
            List<NodeId> list = new ArrayList<>(nodes.stream()
                    .filter(each -> !each.down && (each == node || !cut.contains(List.of(each.self, node.self))))
                    .map(each -> each.self)
                    .toList());
            if (faulty && sim.random().nextInt(4) == 0) {
                Collections.rotate(list, sim.random().nextInt(list.size() + 1));
            }
            long number = ++node.told;
            node.when(delay(faulty ? 2_000 : 10), () -> {
                // A channel may be late, but it tells in order.
                if (number > node.heard) {
                    node.heard = number;
                    node.rounds.reachable(list);
                }
            });
        }
        if (!faulty) {
            nodes.forEach(node -> node.when(Duration.ofSeconds(3), () -> node.rounds.readiness(true)));
        }
    }

    /** Some node starts or uses a name that it believes to own, and writes. */
    private void work() {
        for (RoundsNode node : nodes) {
            int name = sim.random().nextInt(NAMES);
            if (!node.down && !node.paused && node.may(name)) {
                node.runs.add(name);
                long with = node.view.epoch();
                node.when(delay(300), () -> write(node, with));
            }
        }
        check();
    }

    private void write(RoundsNode node, long with) {
        if (with != epoch && !plants.contains(Plant.EPOCH_NOT_CHECKED)) {
            node.rounds.superseded(with);
            return;
        }
        require(with == epoch, node.self + " wrote under the spent epoch " + with + " of " + epoch);
        require(!raised || node.life == life, node.self + " writes as if the storage had not gone back");
    }

    boolean claim(RoundId round, long expected) {
        boolean again = epoch == expected + 1 && round.equals(claim);
        boolean granted = epoch == expected || again || plants.contains(Plant.CLAIM_WITHOUT_COMPARING);
        if (granted) {
            epoch = Math.max(epoch, expected + 1);
            claim = round;
        }
        return granted;
    }

    /**
     * The storage goes back to an epoch that it once had. Not while a claim is news: one that is lost with its epoch, after some
     * members have heard of it and before the others have, may be granted to another.
     */
    private void goBack() {
        View newest = views.getOrDefault(epoch, new View(0, List.of()));
        boolean known = nodes.stream()
                .filter(node -> newest.members().contains(node.self))
                .allMatch(node -> node.view != null && node.view.epoch() == epoch);
        if (epoch == 0 || !known || newest.members().isEmpty()) {
            return;
        }
        epoch = sim.random().nextLong(epoch);
        claim = null;
        life++;
        raised = false;
        log("the storage goes back to " + epoch);
    }

    /** The storage goes back, but its epoch stays; each node that looks for new events sees it sooner or later. */
    private void loseTheEnd() {
        life++;
        raised = false;
        log("the storage loses its end");
        nodes.forEach(node -> node.when(delay(2_000), () -> notice(node)));
    }

    /** Once only: what a node has read since does not show it any more. */
    private void notice(RoundsNode node) {
        if (node.life < life && node.noticed < life && node.view != null) {
            node.noticed = life;
            node.rounds.wentBack(ClusterStorage.LEAP);
        }
    }

    int life() {
        return life;
    }

    long raise(long known) {
        if (!plants.contains(Plant.NOT_RAISED)) {
            long before = epoch;
            epoch = Math.max(epoch, plants.contains(Plant.RAISED_BY_ONE) ? known + 1 : known + ClusterStorage.LEAP);
            // One that was asked for before the storage went back again raises nothing, so it tells nobody of that.
            raised |= epoch > before;
            log("the epoch is raised to " + epoch);
        }
        return epoch;
    }

    boolean inNewest(RoundsNode node) {
        return node.view != null && node.view.epoch() == epoch;
    }

    void storage(RoundsNode node, Supplier<Runnable> call, Runnable failed) {
        int luck = faulty ? sim.random().nextInt(10) : 9;
        sim.schedule(delay(100), () -> {
            Runnable answer = luck == 0 ? failed : call.get();
            node.when(delay(100), luck == 1 ? failed : answer);
        });
    }

    void send(RoundsNode from, NodeId to, RoundMessage message) {
        if (message instanceof Announce && plants.contains(Plant.NEVER_ANNOUNCED)) {
            return;
        }
        int copies = faulty ? sim.random().nextInt(10) : 9;
        for (int i = copies == 0 ? 1 : 0; i < (copies == 1 ? 2 : 1); i++) {
            nodes.stream()
                    .filter(node -> node.self.equals(to) && !cut.contains(List.of(from.self, to)))
                    .forEach(node -> node.when(delay(faulty ? 800 : 10), () -> receive(node, from.self, message)));
        }
    }

    private void receive(RoundsNode node, NodeId from, RoundMessage message) {
        RoundMessage heard = message;
        if (message instanceof Prepare prepare && plants.contains(Plant.READY_WITHOUT_PROMISE)) {
            long entered = node.view == null ? 0 : node.view.epoch();
            heard = new Prepare(prepare.round(), Math.min(prepare.epoch(), entered), prepare.members());
        }
        node.rounds.received(from, heard);
        if (message instanceof Announce announce
                && plants.contains(Plant.OLDER_ANNOUNCEMENT_TAKEN)
                && announce.view().members().contains(node.self)) {
            node.enter(announce.view());
        }
    }

    void entered(RoundsNode node, View view) {
        log(node.self + " enters " + view);
        View same = views.putIfAbsent(view.epoch(), view);
        require(same == null || same.equals(view), "one epoch, two views: " + same + " and " + view);
        require(node.view == null || node.view.epoch() < view.epoch(), node.self + " went back to " + view);
    }

    /** Who is in an older view that has the other no more is fenced by the epoch; who is in a view has stopped the rest. */
    void check() {
        for (RoundsNode node : nodes) {
            for (RoundsNode other : nodes) {
                if (node != other
                        && !node.down
                        && !other.down
                        && node.view != null
                        && node.view.members().contains(other.self)
                        && (other.view == null || other.view.epoch() <= node.view.epoch())) {
                    require(
                            node.runs.stream().noneMatch(name -> node.may(name) && other.runs.contains(name)),
                            node.self + " and " + other.self + " of " + node.view + " run one name");
                }
            }
        }
    }

    Duration delay(int millis) {
        return Duration.ofMillis(sim.random().nextInt(millis) + 1L);
    }

    void log(String what) {
        trace.add(sim.now() + " " + what);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            int size = trace.size();
            throw new AssertionError(what + "\n" + String.join("\n", trace.subList(Math.max(0, size - 30), size)));
        }
    }
}

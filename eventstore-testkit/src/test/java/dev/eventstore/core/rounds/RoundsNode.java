package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import dev.eventstore.core.spi.storage.ClusterStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A node that is nothing but its rounds and the numbers of the names that it runs. */
final class RoundsNode implements RoundsPort {

    final NodeId self;
    final Rounds rounds;
    final Set<Integer> runs = new TreeSet<>();
    View view;
    private final List<List<NodeId>> draining = new ArrayList<>();
    boolean down;
    boolean paused;
    long told;

    /** Which of the storage's lives the node believes in, and the last epoch that it was in a view of. */
    int life;

    int noticed;

    private long served;
    long heard;
    private final RoundsNet net;

    RoundsNode(RoundsNet net, int number, int quorum) {
        this.net = net;
        self = new NodeId("node" + number, new UUID(net.sim.random().nextLong(), number));
        rounds =
                new Rounds(new Rounds.Rules(self, node -> true, quorum, Duration.ofSeconds(3)), net.sim.random(), this);
    }

    boolean may(int name) {
        return view != null
                && RoundsNet.owner(name, view.members()).equals(self)
                && draining.stream()
                        .allMatch(members -> RoundsNet.owner(name, members).equals(self));
    }

    /** Does something to the node when it is awake; a node that is down does nothing any more. */
    void when(Duration delay, Runnable input) {
        net.sim.schedule(delay, () -> {
            if (paused) {
                when(Duration.ofMillis(50), input);
            } else if (!down) {
                input.run();
                net.check();
            }
        });
    }

    @Override
    public void send(NodeId to, RoundMessage message) {
        net.send(this, to, message);
    }

    @Override
    public void readEpoch(RoundId round) {
        net.storage(
                this,
                () -> {
                    long read = net.epoch;
                    return () -> rounds.epochRead(round, read);
                },
                () -> rounds.storageFailed(round));
    }

    @Override
    public void raise(RoundId round, long known) {
        net.storage(
                this,
                () -> {
                    long raised = net.raise(known);
                    return () -> rounds.epochRead(round, raised);
                },
                () -> rounds.storageFailed(round));
    }

    @Override
    public void claim(RoundId round, long expected) {
        net.storage(
                this,
                () -> {
                    boolean raised = net.claim(round, expected);
                    return () -> rounds.claimed(round, raised);
                },
                () -> rounds.storageFailed(round));
    }

    @Override
    public void timer(long timer, Duration delay) {
        when(delay, () -> rounds.fired(timer));
    }

    @Override
    public void drain(RoundId round, long epoch, List<NodeId> members) {
        draining.add(members);
        net.log(self + " drains for " + round.by() + round.number() + " " + members);
        when(net.delay(500), () -> {
            if (!net.plants.contains(RoundsNet.Plant.DRAIN_SKIPPED) || net.inNewest(this)) {
                runs.removeIf(name -> !RoundsNet.owner(name, members).equals(self));
            }
            if (served == 0 || ClusterStorage.leapt(served, epoch)) {
                life = net.life();
            }
            rounds.drained(round);
        });
    }

    @Override
    public void enter(View entered) {
        net.entered(this, entered);
        view = entered;
        served = entered.epoch();
        draining.clear();
        if (!net.plants.contains(RoundsNet.Plant.DRAIN_SKIPPED)) {
            runs.removeIf(name -> !may(name));
        }
    }

    @Override
    public void leave() {
        net.log(self + " leaves " + view);
        view = null;
        runs.clear();
    }
}

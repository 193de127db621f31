package dev.eventstore.core.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.rounds.RoundMessage.Announce;
import dev.eventstore.core.rounds.RoundMessage.Prepare;
import dev.eventstore.core.rounds.RoundMessage.Ready;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One node's rounds, whose storage and whose neighbours answer as a test says. */
class OvertakenRoundTest implements RoundsPort {

    private static final NodeId NODE1 = node(1);
    private static final NodeId NODE2 = node(2);
    private static final NodeId NODE3 = node(3);
    private static final View MADE = new View(4, List.of(NODE1, NODE2, NODE3));

    private final SimScheduler sim = new SimScheduler(1);
    private final Rounds rounds =
            new Rounds(new Rounds.Rules(NODE2, node -> true, 2, Duration.ofSeconds(3)), sim.random(), this);
    private final List<RoundId> reads = new ArrayList<>();
    private final List<List<NodeId>> prepared = new ArrayList<>();
    private final List<View> entered = new ArrayList<>();

    @Test
    void whoever_did_not_answer_a_round_is_not_left_out_when_another_node_has_made_the_view() {
        begin();
        rounds.epochRead(reads.get(0), 3);
        rounds.received(NODE1, new Ready(reads.get(0)));
        sim.advance(Duration.ofMillis(1));
        makeView();
        prepared.clear();
        sim.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), prepared.stream().distinct().toList(), "nobody is asked to make another view");
        assertEquals(List.of(MADE), entered);
    }

    @Test
    void an_epoch_that_is_read_when_another_node_has_made_the_view_begins_no_round() {
        begin();
        makeView();
        rounds.epochRead(reads.get(0), 4);
        sim.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), prepared.stream().distinct().toList(), "nobody is asked to make another view");
        assertEquals(List.of(MADE), entered);
    }

    @Test
    void a_round_that_is_overtaken_by_a_view_without_a_member_of_its_own_is_begun_again() {
        begin();
        rounds.epochRead(reads.get(0), 3);
        prepared.clear();
        rounds.received(NODE1, new Announce(new View(4, List.of(NODE1, NODE2))));
        sim.advance(Duration.ofSeconds(1));
        rounds.epochRead(reads.get(1), 4);
        assertEquals(List.of(MADE.members()), prepared.stream().distinct().toList());
    }

    private void begin() {
        rounds.start();
        rounds.readiness(true);
        rounds.reachable(List.of(NODE2, NODE1, NODE3));
    }

    /** Node1 makes the view, which node3 answers, too. */
    private void makeView() {
        rounds.received(NODE1, new Prepare(new RoundId(NODE1, 1), 3, MADE.members()));
        sim.advance(Duration.ofMillis(1));
        rounds.received(NODE1, new Announce(MADE));
    }

    private static NodeId node(int number) {
        return new NodeId("node" + number, new UUID(0, number));
    }

    @Override
    public void send(NodeId to, RoundMessage message) {
        if (message instanceof Prepare prepare) {
            prepared.add(prepare.members());
        }
    }

    @Override
    public void readEpoch(RoundId round) {
        reads.add(round);
        if (!entered.isEmpty()) {
            sim.schedule(Duration.ZERO, () -> rounds.epochRead(round, MADE.epoch()));
        }
    }

    @Override
    public void raise(RoundId round, long known) {
        throw new AssertionError("the storage did not go back");
    }

    @Override
    public void claim(RoundId round, long expected) {
        throw new AssertionError("node3 has not answered");
    }

    @Override
    public void timer(long timer, Duration delay) {
        sim.schedule(delay, () -> rounds.fired(timer));
    }

    @Override
    public void drain(RoundId round, long epoch, List<NodeId> members) {
        sim.schedule(Duration.ZERO, () -> rounds.drained(round));
    }

    @Override
    public void enter(View view) {
        entered.add(view);
    }

    @Override
    public void leave() {
        entered.clear();
    }
}

package dev.eventstore.core.handoff;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final NodeId ONE = new NodeId("one@1", new UUID(1, 1));
    private static final NodeId TWO = new NodeId("two@1", new UUID(2, 2));
    private static final ProcessName A = new ProcessName("test", "a");
    private static final ProcessName B = new ProcessName("test", "b");

    private final Gate gate = new Gate();

    @Test
    void only_what_is_owned_in_the_view_and_in_every_drain_since_may_run() {
        gate.open(name -> true);
        gate.narrow(List.of(ONE), A::equals);
        Predicate<ProcessName> kept = gate.narrow(List.of(ONE, TWO), name -> true);
        assertTrue(kept.test(A));
        assertFalse(kept.test(B));
        assertTrue(gate.open(name -> true).test(B));
        assertFalse(gate.narrow(List.of(ONE), A::equals).test(B), "drained before, but for an earlier view");
    }

    @Test
    void rounds_that_fail_for_days_cost_no_more_than_one() {
        gate.open(name -> true);
        int[] asked = {0};
        Predicate<ProcessName> kept = name -> true;
        for (int round = 0; round < 200_000; round++) {
            List<NodeId> members = round % 2 == 0 ? List.of(ONE) : List.of(ONE, TWO);
            kept = gate.narrow(members, name -> {
                asked[0]++;
                return true;
            });
        }
        assertTrue(kept.test(A));
        assertTrue(asked[0] <= 2, asked[0] + " rings were asked");
    }
}

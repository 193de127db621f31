package dev.eventstore.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.process.Message;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncomingTest {

    private final RoutingStage stage = new RoutingStage();

    @Test
    void a_request_that_comes_again_and_again_is_handled_once() {
        stage.ownedHere(1);
        comes(RoutingStage.OTHER, 1);
        comes(RoutingStage.OTHER, 2);
        comes(RoutingStage.OTHER, 1);
        comes(RoutingStage.OTHER, 2);
        assertEquals(2, stage.asked.size());
    }

    @Test
    void a_request_of_a_sender_that_was_lost_long_ago_is_not_handled_again_when_it_comes_back() {
        stage.ownedHere(1);
        comes(RoutingStage.OTHER, 5);
        for (int n = 1; n <= 100; n++) {
            comes(new NodeId("node" + n + "@1", new UUID(2, n)), 1);
        }
        assertEquals(101, stage.asked.size());
        stage.incoming.reachable(List.of(RoutingStage.SELF));
        comes(RoutingStage.OTHER, 5);
        assertEquals(101, stage.asked.size());
        comes(RoutingStage.OTHER, 6);
        assertEquals(102, stage.asked.size());
    }

    private void comes(NodeId from, long id) {
        byte[] message = stage.codec.encode(new Message.Done());
        stage.incoming.requested(from, new Request(id, 0, RoutingStage.NAME, 1, 1_000, message));
    }
}

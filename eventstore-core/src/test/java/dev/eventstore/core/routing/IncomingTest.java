package dev.eventstore.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.link.NodeMessage.Outcome;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.time.Duration;
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

    @Test
    void what_was_answered_is_answered_again_to_who_asks_again() {
        stage.ownedHere(1);
        comes(RoutingStage.OTHER, 1);
        comes(RoutingStage.OTHER, 1);
        assertEquals(List.of(), stage.replies, "nothing is known yet");
        stage.asked.get(0).complete(new Message.Done());
        comes(RoutingStage.OTHER, 1);
        assertEquals(2, stage.replies.size());
        assertEquals(Outcome.ANSWERED, stage.replies.get(1).outcome());
        assertEquals(1, stage.replies.get(1).id());
        assertEquals(1, stage.asked.size(), "it is handled once");
    }

    @Test
    void who_asks_again_for_an_answer_that_is_kept_no_longer_is_told_so() {
        stage.ownedHere(1);
        for (int id = 1; id <= 10_001; id++) {
            comes(RoutingStage.OTHER, id);
            stage.asked.get(id - 1).complete(new Message.Done());
        }
        stage.replies.clear();
        comes(RoutingStage.OTHER, 2);
        comes(RoutingStage.OTHER, 1);
        assertEquals(Outcome.ANSWERED, stage.replies.get(0).outcome());
        assertEquals(Outcome.FAILED, stage.replies.get(1).outcome());
        assertInstanceOf(
                AskOutcomeUnknownException.class,
                stage.codec.decodeFailure(stage.replies.get(1).payload()));
    }

    @Test
    void a_request_that_may_be_handled_twice_is_not_answered_again_since_it_is_asked_anew() {
        stage.ownedHere(1);
        comes(RoutingStage.OTHER, 1, true);
        stage.asked.get(0).complete(new Message.Done());
        comes(RoutingStage.OTHER, 1, true);
        assertEquals(1, stage.replies.size());
        assertEquals(1, stage.asked.size());
    }

    @Test
    void a_request_that_has_waited_for_a_view_until_its_deadline_was_not_handled() {
        stage.ownedHere(1);
        byte[] message = stage.codec.encode(new Message.Done());
        stage.incoming.requested(RoutingStage.OTHER, new Request(1, 0, RoutingStage.NAME, 2, 1_000, message));
        stage.time.advance(Duration.ofSeconds(2));
        stage.ownedHere(2);
        assertEquals(List.of(), stage.asked);
        assertEquals(Outcome.NOT_HANDLED, stage.replies.get(0).outcome());
    }

    private void comes(NodeId from, long id) {
        comes(from, id, false);
    }

    private void comes(NodeId from, long id, boolean idempotent) {
        byte[] message = stage.codec.encode(new UserAsk("Type", new byte[0], idempotent));
        stage.incoming.requested(from, new Request(id, 0, RoutingStage.NAME, 1, 1_000, message));
    }
}

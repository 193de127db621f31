package dev.eventstore.testkit.cluster;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.DeleteStream;
import dev.eventstore.core.wire.StreamMessages.Link;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Callers that link events and delete streams. Each call has a number of its own, which it carries as its time: so it is seen
 * what was carried out, and how often. Streams that are deleted are others than those that have expected versions: numbers that
 * begin anew would make an older expectation true again.
 */
final class Changes {

    /** How many streams are linked to, and how many are deleted now and then. */
    static final int NAMES = 3;

    private final SimCluster cluster;
    private final Clients clients;
    private final Deque<Linkable> linkable = new ArrayDeque<>();

    Changes(SimCluster cluster, Clients clients) {
        this.cluster = cluster;
        this.clients = clients;
    }

    static StreamId target(int number) {
        return StreamId.of("l" + number);
    }

    static StreamId mortal(int number) {
        return StreamId.of("d" + number);
    }

    /** These events are stored, or were removed since. */
    void appended(StreamId stream, List<NewEvent> events) {
        boolean stays = !stream.value().startsWith("d");
        linkable.add(new Linkable(events.get(events.size() - 1).id(), stays));
    }

    /** Somebody links or deletes on a node, or writes to what is deleted. */
    void some(SimNode node) {
        int number = cluster.sim().random().nextInt(NAMES);
        switch (cluster.sim().random().nextInt(8)) {
            case 0, 1, 2 -> {
                if (!linkable.isEmpty()) {
                    link(node, target(number), linkable.remove());
                }
            }
            case 3 -> delete(node, mortal(number), false);
            case 4 -> delete(node, mortal(number), true);
            default -> clients.append(node, new Clients.Call(name(number), ExpectedVersion.any(), clients.events()), 3);
        }
    }

    private static ProcessName name(int number) {
        return ProcessName.stream(mortal(number));
    }

    /** Each event is linked once, to one stream: so whoever is told that it is a duplicate was asked for twice. */
    private void link(SimNode node, StreamId target, Linkable event) {
        long id = clients.newNumber();
        Link link = new Link(StreamMessages.code(ExpectedVersion.any()), List.of(event.id()), id);
        call(node, ProcessName.stream(target), link, id, failure -> {
            boolean gone = failure instanceof EventNotFoundException;
            cluster.checks()
                    .require(
                            !(failure instanceof DuplicateEventException) && !(gone && event.stays()),
                            "it is stored, and was not linked before: " + failure);
        });
    }

    private void delete(SimNode node, StreamId stream, boolean hard) {
        long id = clients.newNumber();
        DeleteStream delete = new DeleteStream(StreamMessages.code(ExpectedVersion.any()), hard, id);
        call(node, ProcessName.stream(stream), delete, id, failure -> {});
    }

    private void call(SimNode node, ProcessName name, Message message, long id, Consumer<Throwable> look) {
        clients.ask(node, name, message).whenComplete((answer, thrown) -> {
            if (thrown == null) {
                cluster.checks().answered(id);
                return;
            }
            Throwable failure = Failures.unwrap(thrown);
            look.accept(failure);
            if (!(failure instanceof AskOutcomeUnknownException)) {
                cluster.checks().notHandled(id, failure);
            }
        });
    }

    /** An event that was acknowledged, and whether its stream is never deleted. */
    private record Linkable(UUID id, boolean stays) {}
}

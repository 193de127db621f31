package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links on three whole stores whose storages give no hints and which do not poll: so only the nodes tell each other. */
class LinksInAClusterTest {

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
    private final InMemoryDatabase database = new InMemoryDatabase();
    private final List<EventStore> nodes = new ArrayList<>();

    @BeforeEach
    void openThree() {
        List<CompletableFuture<EventStore>> opening =
                Stream.of(1, 2, 3).map(i -> Race.beside(() -> open(i))).toList();
        opening.forEach(each -> nodes.add(Await.result(each)));
        nodes.forEach(node -> Await.until(
                "all see three", () -> node.cluster().view().members().size() == 3));
    }

    @AfterEach
    void close() {
        nodes.stream()
                .map(node -> Race.beside(() -> {
                    node.close();
                    return true;
                }))
                .toList()
                .forEach(Await::result);
    }

    @Test
    void links_through_any_node_are_handed_over_on_every_node_without_a_poll() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            EventData event = EventData.json("happened", "{}");
            ids.add(event.id());
            nodes.get(0).append(StreamId.of("source"), ExpectedVersion.any(), List.of(event));
        }
        List<StreamId> targets = streamsOwnedByEach();
        for (StreamId target : targets) {
            List<List<RecordedEvent>> heard = new ArrayList<>();
            for (EventStore node : nodes) {
                List<RecordedEvent> mine = new CopyOnWriteArrayList<>();
                node.listen(target, mine::addAll);
                heard.add(mine);
            }
            try (SubscriptionReader reader =
                    nodes.get(1).subscribe(target, SubscriptionName.of("mailer"), SubscriptionOptions.fromOrigin())) {
                for (int i = 0; i < 9; i++) {
                    nodes.get(i % 3).link(target, ExpectedVersion.exactly(i), List.of(ids.get(i)));
                    List<RecordedEvent> got = reader.receive(Await.patience());
                    assertEquals(
                            List.of(ids.get(i)),
                            got.stream().map(RecordedEvent::id).toList());
                    reader.ack(got);
                }
            }
            for (List<RecordedEvent> mine : heard) {
                Await.until("nine are heard", () -> mine.size() == 9);
                assertEquals(ids, mine.stream().map(RecordedEvent::id).toList());
            }
        }
    }

    @Test
    void a_refusal_of_another_node_names_the_event() {
        UUID unknown = UUID.randomUUID();
        for (StreamId target : streamsOwnedByEach()) {
            EventNotFoundException refused = assertThrows(
                    EventNotFoundException.class,
                    () -> nodes.get(0).link(target, ExpectedVersion.any(), List.of(unknown)));
            assertEquals(unknown, refused.eventId());
        }
        assertEquals(List.of(), nodes.get(0).read(StreamId.ALL, ReadOptions.forward()));
    }

    /** A stream of each node. */
    private List<StreamId> streamsOwnedByEach() {
        return nodes.stream()
                .map(node -> Stream.iterate(0, i -> i + 1)
                        .map(i -> StreamId.of("target-" + i))
                        .filter(stream -> nodes.get(0)
                                .cluster()
                                .ownerOf(ProcessName.stream(stream))
                                .equals(node.cluster().self()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private EventStore open(int number) {
        return EventStores.builder()
                .storage(LostHintsTest.withoutHints(new InMemoryStorage(database)))
                .setting("eventstore.cluster.node", "node" + number + "@127.0.0.1")
                .setting("eventstore.feed.poll-interval", Duration.ofMinutes(10))
                .registry(new OverTheNetwork(network, "links"))
                .open();
    }
}

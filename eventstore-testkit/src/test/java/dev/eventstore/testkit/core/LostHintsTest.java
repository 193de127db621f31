package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LostHintsTest {

    private static final StreamId ORDER = StreamId.of("order");

    @Test
    void a_listener_that_gets_no_hints_hears_everything_without_a_further_append() {
        InMemoryDatabase database = new InMemoryDatabase();
        List<Long> heard = new CopyOnWriteArrayList<>();
        try (EventStore writer = InMemoryEventStore.builder(database).open();
                EventStore deaf = EventStores.builder()
                        .storage(withoutHints(new InMemoryStorage(database)))
                        .registry(new SingleNodeRegistryProvider())
                        .setting("eventstore.feed.poll-interval", Duration.ofMillis(30))
                        .open()) {
            deaf.listen(ORDER, batch -> batch.forEach(event -> heard.add(event.number())));
            for (long n = 1; n <= 5; n++) {
                writer.append(ORDER, ExpectedVersion.any(), List.of(EventData.json("happened", "{}")));
                long last = n;
                Await.until("event " + n + " is heard", () -> heard.contains(last));
            }
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), heard);
    }

    @Test
    void a_listener_that_gets_no_hints_hears_of_links_too() {
        InMemoryDatabase database = new InMemoryDatabase();
        List<Long> heard = new CopyOnWriteArrayList<>();
        try (EventStore writer = InMemoryEventStore.builder(database).open();
                EventStore deaf = EventStores.builder()
                        .storage(withoutHints(new InMemoryStorage(database)))
                        .registry(new SingleNodeRegistryProvider())
                        .setting("eventstore.feed.poll-interval", Duration.ofMillis(30))
                        .open()) {
            deaf.listen(ORDER, batch -> batch.forEach(event -> heard.add(event.number())));
            for (long n = 1; n <= 5; n++) {
                EventData event = EventData.json("happened", "{}");
                writer.append(StreamId.of("other"), ExpectedVersion.any(), List.of(event));
                writer.link(ORDER, ExpectedVersion.any(), List.of(event.id()));
                long last = n;
                Await.until("link " + n + " is heard", () -> heard.contains(last));
            }
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), heard);
    }

    static Storage withoutHints(Storage storage) {
        LinkStorage links = withoutHints(storage.links());
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "onHint" -> null;
                    case "links" -> links;
                    default -> method.invoke(storage, arguments);
                });
    }

    private static LinkStorage withoutHints(LinkStorage links) {
        return (LinkStorage) Proxy.newProxyInstance(
                LinkStorage.class.getClassLoader(),
                new Class<?>[] {LinkStorage.class},
                (proxy, method, arguments) ->
                        method.getName().equals("onLinks") ? null : method.invoke(links, arguments));
    }
}

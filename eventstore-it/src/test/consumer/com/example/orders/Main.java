package com.example.orders;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Appends an event, gets it back through a subscription, and tells as what it runs. */
final class Main {

    private Main() {}

    /** The first argument is the serializer's id. */
    public static void main(String[] args) {
        System.out.println("runs in " + Main.class.getModule());
        System.out.println("core is in " + EventStores.class.getModule());
        try (EventStore store = EventStores.builder()
                .setting("eventstore.storage", "memory")
                .setting("eventstore.serializer", args[0])
                .open()) {
            EventData event = EventData.of(new OrderPlaced("book", 2));
            store.append(StreamId.of("order-1"), ExpectedVersion.noStream(), List.of(event));
            try (var reader = store.subscribe(
                    StreamId.ALL, SubscriptionName.of("mailer"), SubscriptionOptions.fromOrigin())) {
                var batch = reader.receive(Duration.ofSeconds(30));
                batch.forEach(each -> System.out.println("received " + each.as(OrderPlaced.class) + " stored as "
                        + new String(each.data(), StandardCharsets.UTF_8)));
                reader.ack(batch).toCompletableFuture().join();
            }
        }
    }
}

package com.example.shop;

import com.example.shop.events.ShopEvent;
import com.example.shop.money.Money;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.EventStores;
import java.util.List;

/** Appends events and reads them, with the plugins that system properties name. */
final class Main {

    private static final StreamId SHOP = StreamId.of("shop-1");

    private Main() {}

    /** With an argument it also appends an event whose parts are in a closed package. */
    public static void main(String[] args) {
        System.out.println("runs in " + Main.class.getModule());
        try (EventStore store = EventStores.open()) {
            System.out.println("serves as " + store.cluster().self().name());
            append(store, EventData.of(new ShopEvent.Sold("tea", 2)));
            append(store, EventData.json("purchase", "{\"article\": \"milk\"}"));
            store.read(SHOP, ReadOptions.forward())
                    .forEach(event -> System.out.println(event.type() + " is " + event.as(ShopEvent.class)));
            if (args.length > 0) {
                append(store, EventData.of(new ShopEvent.Paid(new Money(12))));
            }
        } catch (EventStoreException refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    private static void append(EventStore store, EventData event) {
        store.append(SHOP, ExpectedVersion.any(), List.of(event));
    }
}

package com.example.shop.events;

import dev.eventstore.api.types.EventTypeProvider;
import dev.eventstore.api.types.EventTypes;

/** What the shop's events are called, and were called. */
public final class ShopTypes implements EventTypeProvider {

    @Override
    public void register(EventTypes types) {
        types.register(ShopEvent.class, type -> type.getSimpleName().toLowerCase())
                .upcast("purchase", "sold", fields -> {
                    fields.put("pieces", 1);
                    return fields;
                });
    }
}

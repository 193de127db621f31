/** A user's application whose plugins come from others: it requires core alone, and names them in its configuration. */
module com.example.shop {
    requires dev.eventstore.core;

    opens com.example.shop.events to
            com.fasterxml.jackson.databind;

    provides dev.eventstore.api.types.EventTypeProvider with
            com.example.shop.events.ShopTypes;
}

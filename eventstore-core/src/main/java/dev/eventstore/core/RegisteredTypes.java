package dev.eventstore.core;

import dev.eventstore.api.types.EventTypeProvider;
import dev.eventstore.core.types.TypeRegistrations;
import dev.eventstore.core.types.TypeTable;
import java.util.List;
import java.util.ServiceLoader;

/** The event types of a program. Stateless. */
final class RegisteredTypes {

    private RegisteredTypes() {}

    /** What was given in code, and what modules provide; events of one that cannot be loaded would get wrong types. */
    static TypeTable of(List<EventTypeProvider> givenInCode) {
        TypeRegistrations types = new TypeRegistrations();
        givenInCode.forEach(given -> types.addAll("in code", given));
        PluginLoader<EventTypeProvider> loader = new PluginLoader<>(
                "event type provider",
                provider -> provider.getClass().getName(),
                ServiceLoader.load(EventTypeProvider.class));
        loader.complete().forEach(found -> types.addAll("by " + found.getClass().getName(), found));
        return types.table();
    }
}

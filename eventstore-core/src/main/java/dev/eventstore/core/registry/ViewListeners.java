package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.View;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told of each view. Thread-safe; told in turns only, so each hears views in their order. */
final class ViewListeners {

    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();

    /** Adds one, which is told at once of the view that is entered now, if one is. */
    void add(Consumer<View> listener, View now, boolean entered) {
        listeners.add(listener);
        if (entered) {
            listener.accept(now);
        }
    }

    void remove(Consumer<View> listener) {
        listeners.remove(listener);
    }

    void tell(View view) {
        listeners.forEach(listener -> listener.accept(view));
    }
}

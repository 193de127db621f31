package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.View;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of each view. Thread-safe; told in turns only, so each hears views in their order. */
final class ViewListeners {

    private static final Logger LOG = LoggerFactory.getLogger(ViewListeners.class);

    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();

    /** Adds one, which is told at once of the view that is entered now, if one is. */
    void add(Consumer<View> listener, View now, boolean entered) {
        listeners.add(listener);
        if (entered) {
            tell(listener, now);
        }
    }

    void remove(Consumer<View> listener) {
        listeners.remove(listener);
    }

    void tell(View view) {
        listeners.forEach(listener -> tell(listener, view));
    }

    /** What one throws keeps nobody from entering the view. */
    private static void tell(Consumer<View> listener, View view) {
        try {
            listener.accept(view);
        } catch (RuntimeException failure) {
            LOG.error("a listener of views has failed at {}", view, failure);
        }
    }
}

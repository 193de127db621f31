package dev.eventstore.api.types;

/**
 * Registers the event types of a module; found by {@code ServiceLoader} when a store is opened, or given in code to the store's
 * builder.
 *
 * <pre>{@code
 * public final class OrderTypes implements EventTypeProvider {
 *     public void register(EventTypes types) {
 *         types.register(OrderEvent.class);            // a sealed interface: all of its records
 *         types.rename("OrderBooked", "OrderPlaced");  // what it was called before
 *     }
 * }
 * }</pre>
 *
 * <p>An implementation that is to be found has a public constructor without parameters, and stands in {@code provides} of its
 * {@code module-info}, and in {@code META-INF/services} for the class path. Called by one thread, once a store.
 */
@FunctionalInterface
public interface EventTypeProvider {

    /**
     * Registers the types.
     *
     * @param types takes them
     */
    void register(EventTypes types);
}

package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Listeners for views are the user's code: they run on threads for callbacks, in order, and harm nobody. */
class ViewListenerTest {

    private final List<Consumer<View>> registered = new CopyOnWriteArrayList<>();
    private final List<Long> told = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private final List<String> threads = new CopyOnWriteArrayList<>();

    @Test
    void views_are_told_in_order_on_threads_for_callbacks_until_the_listener_is_closed() throws Exception {
        try (EventStore store =
                InMemoryEventStore.builder().registry(new Telling()).open()) {
            List<Consumer<View>> ownOfTheStore = List.copyOf(registered);
            AutoCloseable listening = store.cluster().onView(this::hear);
            LongStream.rangeClosed(1, 100).forEach(this::tell);
            Await.until("all are told", () -> told.size() == 100);
            assertEquals(LongStream.rangeClosed(1, 100).boxed().toList(), told);
            assertTrue(threads.stream().allMatch(name -> name.contains("callback")), threads::toString);
            listening.close();
            assertEquals(ownOfTheStore, registered);
        }
    }

    @Test
    void a_listener_that_throws_is_told_of_the_next_view_and_so_are_others() {
        try (EventStore store =
                InMemoryEventStore.builder().registry(new Telling()).open()) {
            store.cluster().onView(view -> {
                hear(view);
                throw new IllegalStateException("as asked");
            });
            store.cluster().onView(this::hear);
            tell(1);
            tell(2);
            Await.until("both are told of both", () -> told.size() == 4);
        }
    }

    @Test
    void what_a_closed_listener_has_not_been_told_it_is_not_told_any_more() throws Exception {
        try (EventStore store = InMemoryEventStore.builder()
                .registry(new Telling())
                .callbackExecutor(waiting::add)
                .open()) {
            AutoCloseable listening = store.cluster().onView(this::hear);
            tell(1);
            listening.close();
            waiting.forEach(Runnable::run);
            assertEquals(List.of(), told);
            assertThrows(NullPointerException.class, () -> store.cluster().onView(null));
        }
    }

    private void hear(View view) {
        told.add(view.epoch());
        threads.add(Thread.currentThread().getName());
    }

    private void tell(long epoch) {
        registered.forEach(each -> each.accept(new View(epoch, List.of())));
    }

    /** The registry of one node, whose views the test makes. */
    private final class Telling implements RegistryProvider {

        @Override
        public String id() {
            return "telling";
        }

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public Registry create(Context context) {
            Registry single = new SingleNodeRegistryProvider().create(context);
            return (Registry) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("onView")) {
                            return listen(arguments[0]);
                        }
                        try {
                            return method.invoke(single, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }

        @SuppressWarnings("unchecked")
        private AutoCloseable listen(Object listener) {
            registered.add((Consumer<View>) listener);
            return () -> registered.remove(listener);
        }
    }
}

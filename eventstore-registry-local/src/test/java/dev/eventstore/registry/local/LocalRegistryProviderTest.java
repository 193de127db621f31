package dev.eventstore.registry.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LocalRegistryProviderTest {

    @Test
    void it_is_found_on_the_class_path_by_its_id() {
        List<String> ids = ServiceLoader.load(RegistryProvider.class).stream()
                .map(provider -> provider.get().id())
                .toList();
        assertEquals(List.of("local"), ids);
    }

    @Test
    void it_is_the_registry_of_a_store_that_names_none() {
        try (EventStore store =
                EventStores.builder().storage(new InMemoryStorage()).open()) {
            assertEquals(0, store.info(StreamId.ALL).orElseThrow().version());
            assertEquals(List.of(store.cluster().self()), store.cluster().view().members());
        }
    }

    @Test
    void a_setting_that_is_neither_true_nor_false_is_refused() {
        var builder = EventStores.builder()
                .storage(new InMemoryStorage())
                .setting("eventstore.local.encode-messages", "sometimes");
        ConfigurationException refused = assertThrows(ConfigurationException.class, builder::open);
        assertEquals("eventstore.local.encode-messages", refused.key());
        assertEquals("sometimes", refused.value());
    }
}

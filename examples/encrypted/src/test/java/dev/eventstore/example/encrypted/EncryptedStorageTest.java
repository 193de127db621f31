package dev.eventstore.example.encrypted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedStorageTest {

    private static final StreamId ORDER = StreamId.of("order-1");
    private static final String OLD = "old " + key(1);
    private static final String NEW = "new " + key(2);

    private final InMemoryDatabase database = new InMemoryDatabase();

    @TempDir
    Path folder;

    record Paid(String card) {}

    @Test
    void what_is_stored_is_sealed_and_what_is_read_is_not() throws IOException {
        try (EventStore store = encrypted(OLD).open()) {
            append(store, EventData.of(new Paid("4711")).metadata(new Paid("4712")));
            RecordedEvent event = read(store).get(0);
            assertEquals(new Paid("4711"), event.as(Paid.class));
            assertEquals(new Paid("4712"), event.metadataAs(Paid.class).orElseThrow());
        }
        try (EventStore plain = plain()) {
            RecordedEvent event = read(plain).get(0);
            assertTrue(text(event.data()).startsWith("ESE"), text(event.data()));
            assertFalse((text(event.data()) + text(event.metadata().orElseThrow())).contains("471"));
        }
    }

    @Test
    void a_new_key_is_put_first_and_the_old_one_still_opens_what_it_sealed() throws IOException {
        try (EventStore before = encrypted(OLD).open()) {
            append(before, EventData.of(new Paid("1")));
        }
        try (EventStore after = encrypted(NEW, "# the one before", OLD).open()) {
            append(after, EventData.of(new Paid("2")));
            assertEquals(
                    List.of(new Paid("1"), new Paid("2")),
                    read(after).stream().map(each -> each.as(Paid.class)).toList());
        }
        try (EventStore forgetful = encrypted(NEW).open()) {
            StorageException refused = assertThrows(StorageException.class, () -> read(forgetful));
            assertTrue(refused.getMessage().contains("key 'old', which eventstore.encrypted.key-file does not have"));
        }
    }

    @Test
    void what_was_not_sealed_is_refused_unless_it_is_said_that_there_is_some() throws IOException {
        try (EventStore before = plain()) {
            append(before, EventData.of(new Paid("1")));
        }
        try (EventStore strict = encrypted(NEW).open()) {
            StorageException refused = assertThrows(StorageException.class, () -> read(strict));
            assertTrue(refused.getMessage().contains("eventstore.encrypted.read-plain"), refused.getMessage());
        }
        try (EventStore lenient =
                encrypted(NEW).setting("eventstore.encrypted.read-plain", true).open()) {
            assertEquals(new Paid("1"), read(lenient).get(0).as(Paid.class));
        }
    }

    @Test
    void sealed_bytes_that_were_moved_to_another_event_do_not_open() throws IOException {
        byte[] sealed;
        try (EventStore store = encrypted(NEW).open()) {
            append(store, EventData.of(new Paid("1")));
        }
        try (EventStore plain = plain()) {
            sealed = read(plain).get(0).data();
            append(plain, EventData.bytes("moved", sealed));
            append(plain, EventData.bytes("cut", new byte[] {'E', 'S', 'E', 1, 40}));
        }
        try (EventStore store = encrypted(NEW).open()) {
            for (long version = 2; version <= 3; version++) {
                ReadOptions one = ReadOptions.forward().from(version).limit(1);
                StorageException refused = assertThrows(StorageException.class, () -> store.read(ORDER, one));
                assertTrue(refused.getMessage().matches(".*(was changed, moved|is cut off).*"), refused.getMessage());
            }
        }
    }

    @Test
    void a_bad_key_file_is_refused_with_the_line_and_without_the_key() throws IOException {
        assertTrue(refusal("one two three").contains("line 1 is no key"));
        assertTrue(refusal(OLD, "short c2VjcmV0").contains("line 2 is no key"));
        assertFalse(refusal(OLD, "short c2VjcmV0").contains("c2VjcmV0"));
        assertTrue(refusal(OLD, OLD).contains("'old' once more"));
        assertTrue(refusal("# nothing").contains("it has no key"));
        EventStoreBuilder none = EventStores.builder().setting("eventstore.storage", "encrypted");
        assertTrue(assertThrows(ConfigurationException.class, none::open)
                .getMessage()
                .contains("key-file"));
    }

    @Test
    void it_cannot_be_wrapped_around_itself_or_around_what_is_not_there() throws IOException {
        EventStoreBuilder around = EventStores.builder()
                .setting("eventstore.storage", "encrypted")
                .setting("eventstore.encrypted.key-file", keyFile(NEW).toString());
        around.setting("eventstore.encrypted.storage", "encrypted");
        String circle = assertThrows(ConfigurationException.class, around::open).getMessage();
        assertTrue(circle.contains("encrypted is wrapped around encrypted"), circle);
        around.setting("eventstore.encrypted.storage", "postgres");
        String missing =
                assertThrows(ConfigurationException.class, around::open).getMessage();
        assertTrue(missing.contains("there is no storage 'postgres'. Found: [encrypted, memory]"), missing);
    }

    private String refusal(String... lines) {
        return assertThrows(ConfigurationException.class, () -> encrypted(lines).open())
                .getMessage();
    }

    private EventStoreBuilder encrypted(String... keys) throws IOException {
        return EventStores.builder()
                .registry(new SingleNodeRegistryProvider())
                .storage(new Around())
                .setting("eventstore.encrypted.key-file", keyFile(keys).toString());
    }

    private EventStore plain() {
        return InMemoryEventStore.builder(database).open();
    }

    private Path keyFile(String... lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "keys", ".txt"), List.of(lines));
    }

    private static String key(int filling) {
        byte[] key = new byte[32];
        key[0] = (byte) filling;
        return Base64.getEncoder().encodeToString(key);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void append(EventStore store, EventData event) {
        store.append(ORDER, ExpectedVersion.any(), List.of(event));
    }

    private static List<RecordedEvent> read(EventStore store) {
        return store.read(ORDER, ReadOptions.forward());
    }

    /** The same storage as the provider's, around the database of the test. */
    private final class Around implements StorageProvider {

        private final EncryptedStorageProvider real = new EncryptedStorageProvider();

        @Override
        public String id() {
            return real.id();
        }

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public Storage create(Context context) {
            return real.create(new Context(
                    context.settings(),
                    context.storeName(),
                    context.self(),
                    context.time(),
                    context.observer(),
                    id -> new InMemoryStorage(database)));
        }
    }
}

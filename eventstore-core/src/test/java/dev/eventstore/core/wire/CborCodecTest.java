package dev.eventstore.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CborCodecTest {

    private static final StreamId STREAM = StreamId.of("order/7 ü%");
    private static final SubscriptionName NAME = SubscriptionName.of("mailer");
    private static final UUID ID = new UUID(0x1234_5678_9abc_7defL, -42);

    private final CborCodec codec = new CborCodec();

    static List<Message> messages() {
        NewEvent full = new NewEvent(ID, "placed", new byte[] {0, 1, -1}, new byte[] {'{', '}'}, new UUID(1, 2), ID);
        NewEvent bare = new NewEvent(ID, "placed", new byte[0], null, null, null);
        StoredEvent stored = new StoredEvent(
                ID, "placed", "order", 3, Long.MAX_VALUE, 5, -7, new byte[] {9}, null, null, new UUID(1, 2));
        Link link = new Link(3, new UUID(5, 6));
        return List.of(
                new Message.Done(),
                new StreamMessages.Append(-1, List.of(full, bare), 1_700_000_000_000_000L),
                new StreamMessages.Appended(1, 2, 3),
                new SubscriptionMessages.Attach(
                        ID,
                        new NodeId("n@1", new UUID(3, 4)),
                        options(),
                        new SubscriptionMessages.Standing(
                                3, true, -1, 5, 8, List.of(7L), List.of(6L, 8L), Map.of(8L, "k"), 2)),
                new SubscriptionMessages.Ack(ID, 3, 17, new Held(9, 17)),
                new Fenced(9, true),
                new SubscriptionMessages.Detach(ID),
                new SubscriptionMessages.Delete(),
                new SubscriptionMessages.Deliver(
                        link,
                        4,
                        2,
                        new Held(9, 16),
                        9,
                        11,
                        List.of(stored, stored.numberedByVersion()),
                        Map.of(5L, "five")),
                new SubscriptionMessages.Status(link, SubscriptionState.MAX_CAPACITY, -1, 12, 8),
                new SubscriptionMessages.TakenBack(link, 5),
                new SubscriptionMessages.End(link, new byte[] {1, 2}),
                new SubscriptionMessages.End(link, null),
                new UserMessages.UserAsk("Add", new byte[] {1, 2}, true),
                new UserMessages.UserAnswer("Added", new byte[0]));
    }

    private static SharedOptions options() {
        return SharedOptions.of(
                SubscriptionOptions.fromCurrent()
                        .filter(new EventFilter(Set.of("placed"), "order-"))
                        .bufferSize(7)
                        .checkpointAfter(Duration.ofSeconds(3))
                        .partitionBy(PartitionBy.metadata("tenant")),
                true);
    }

    static List<Message> messagesAboutParking() {
        StoredEvent stored = new StoredEvent(ID, "placed", "order", 3, 4, 5, -7, new byte[] {9}, null, null, null);
        return List.of(
                new SubscriptionMessages.Replay(new Link(3, new UUID(5, 6)), 4, stored, 3),
                new ParkingMessages.ParkEvent(ID, 3, 4, "java.lang.IllegalStateException: ü", 2),
                new ParkingMessages.NowParked(List.of(3L, Long.MAX_VALUE)),
                new ParkingMessages.Replayed(ID, 3, 4, new ParkingMessages.Handed(ID, 5)),
                new ParkingMessages.ReplayFailed(ID, 3, 4, "no", 5, new ParkingMessages.Handed(ID, 6)),
                new ParkingMessages.ReplayParked(ParkingMessages.ReplayParked.ALL),
                new ParkingMessages.SkipParked(7),
                new ParkingMessages.Count(1));
    }

    static List<Message> messagesAboutActivity() {
        ProcessName name = ProcessName.subscription(STREAM, NAME);
        NodeId node = new NodeId("n@1", new UUID(3, 4));
        return List.of(
                new ActivityMessages.Describe(List.of(name)),
                new ActivityMessages.Described(
                        List.of(new ActivityMessages.Running(
                                name, SubscriptionState.CATCHING_UP, List.of(node, node), 17)),
                        List.of(ProcessName.subscription(StreamId.ALL, NAME))));
    }

    static List<EventStoreException> failures() {
        return List.of(
                new WrongExpectedVersionException(STREAM, ExpectedVersion.exactly(4), 7),
                new WrongExpectedVersionException(STREAM, ExpectedVersion.noStream(), 7),
                new StreamExistsException(STREAM, 7),
                new StreamNotFoundException(STREAM),
                new StreamDeletedException(StreamId.ALL),
                new AppendOutcomeUnknownException(STREAM, null),
                new DuplicateEventException(ID, STREAM, 7),
                new NoNodeAvailableException(2, 1),
                new SupersededException(6, 7),
                new LeaseLostException(STREAM, NAME),
                new SubscriptionDeletedException(STREAM, NAME),
                new SubscriptionRefusedException(
                        STREAM, NAME, SubscriptionRefusedException.Reason.DIFFERENT_OPTIONS, "max-size is 1"),
                new SubscriberFailedException(STREAM, "no key", null),
                new OverloadedException("eventstore.process.mailbox-capacity", 5),
                new LimitExceededException("eventstore.append.max-events", 11, 10),
                new ProcessFailedException(ProcessName.subscription(STREAM, NAME), null),
                new ProcessFailedException(ProcessName.stream(STREAM), new IllegalStateException("two\nlines")),
                new AskOutcomeUnknownException(ProcessName.stream(STREAM)),
                new SerializationException("not JSON", null),
                new DeadlineExceededException("late", null),
                new StoreClosedException("closed"),
                new NotSupportedException("no"),
                new StorageUnavailableException("away", null),
                new StorageException("broken", null));
    }

    @ParameterizedTest
    @MethodSource({"messages", "messagesAboutParking", "messagesAboutActivity"})
    void a_message_is_read_as_it_was_written(Message message) throws ReflectiveOperationException {
        assertSame(message, codec.decode(codec.encode(message)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_is_read_as_it_was_written(EventStoreException failure) throws ReflectiveOperationException {
        RuntimeException read = codec.decodeFailure(codec.encodeFailure(failure));
        assertEquals(failure.getClass(), read.getClass());
        assertEquals(failure.getMessage(), read.getMessage());
        for (var fact : failure.getClass().getDeclaredMethods()) {
            if (fact.getParameterCount() == 0 && !fact.isSynthetic()) {
                assertEquals(fact.invoke(failure), fact.invoke(read), fact.getName());
            }
        }
    }

    @Test
    void of_a_long_cause_the_beginning_travels() {
        var failure = new ProcessFailedException(
                ProcessName.stream(STREAM), new IllegalStateException("x".repeat(1_000_000)));
        byte[] bytes = codec.encodeFailure(failure);
        assertTrue(bytes.length < 2_000, bytes.length + " bytes");
        assertTrue(
                codec.decodeFailure(bytes).getCause().getMessage().startsWith("java.lang.IllegalStateException: xxx"));
    }

    @Test
    void a_failure_of_an_unknown_kind_keeps_its_name_and_text() {
        RuntimeException read = codec.decodeFailure(codec.encodeFailure(new IllegalStateException("odd")));
        assertEquals(StorageException.class, read.getClass());
        assertEquals("IllegalStateException: odd", read.getMessage());
    }

    @Test
    void a_message_of_an_unknown_type_is_neither_written_nor_read() {
        record Done() implements Message {}
        assertThrows(SerializationException.class, () -> codec.encode(new Done()));
        assertThrows(
                SerializationException.class, () -> codec.decode(codec.encodeFailure(new StoreClosedException("x"))));
        byte[] known = codec.encode(new SubscriptionMessages.Delete());
        byte[] unknown = new String(known, StandardCharsets.ISO_8859_1)
                .replace("Delete", "Destro")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(SerializationException.class, () -> codec.decode(unknown));
    }

    @Test
    void garbage_is_refused_and_nothing_else_happens() {
        assertThrows(SerializationException.class, () -> codec.decode(new byte[0]));
        assertThrows(SerializationException.class, () -> codec.decodeFailure(new byte[0]));
        Random random = new Random(5);
        List<byte[]> written = messages().stream().map(codec::encode).toList();
        List<byte[]> failed = failures().stream().map(codec::encodeFailure).toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] message = spoilt(random, written.get(i % written.size()));
            try {
                assertNotNull(codec.decode(message), Arrays.toString(message));
            } catch (SerializationException refused) {
                assertTrue(refused.getMessage().contains("message"), refused.getMessage());
            }
            byte[] failure = spoilt(random, failed.get(i % failed.size()));
            try {
                assertNotNull(codec.decodeFailure(failure), Arrays.toString(failure));
            } catch (SerializationException refused) {
                assertTrue(refused.getMessage().contains("failure"), refused.getMessage());
            }
        }
    }

    @Test
    void a_type_without_its_record_is_refused() {
        assertThrows(SerializationException.class, () -> codec.decode(after("Delete", new byte[] {(byte) 0xF6})));
        assertThrows(SerializationException.class, () -> codec.decode(after("Delete", new byte[0])));
    }

    @Test
    void what_a_newer_version_adds_is_passed_over_unless_it_is_nested_too_deeply() {
        assertEquals(new SubscriptionMessages.Delete(), codec.decode(after("Delete", nested(10))));
        assertThrows(SerializationException.class, () -> codec.decode(after("Delete", nested(100))));
    }

    @Test
    void a_status_of_an_older_version_tells_no_generation() {
        byte[] older = after(
                "Status",
                ("\u00a3" + "dlink" + "\u00f6" + "estate" + "jSUBSCRIBED" + "jcheckpoint" + "\u0007")
                        .getBytes(StandardCharsets.ISO_8859_1));
        SubscriptionMessages.Status status = (SubscriptionMessages.Status) codec.decode(older);
        assertEquals(7, status.checkpoint());
        assertEquals(0, status.generation());
    }

    /** CBOR: a map with the key x, whose value is an array in an array in an array. */
    private static byte[] nested(int depth) {
        byte[] bytes = new byte[3 + depth + 1];
        Arrays.fill(bytes, (byte) 0x81);
        bytes[0] = (byte) 0xA1;
        bytes[1] = 0x61;
        bytes[2] = 'x';
        bytes[bytes.length - 1] = 0x01;
        return bytes;
    }

    private static byte[] after(String type, byte[] record) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[1 + name.length + record.length];
        bytes[0] = (byte) (0x60 + name.length);
        System.arraycopy(name, 0, bytes, 1, name.length);
        System.arraycopy(record, 0, bytes, 1 + name.length, record.length);
        return bytes;
    }

    private static byte[] spoilt(Random random, byte[] bytes) {
        byte[] spoilt = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes.clone();
        for (int i = random.nextInt(4); i > 0 && spoilt.length > 0; i--) {
            spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
        }
        return spoilt;
    }

    /** Records with arrays, compared by content. */
    private static void assertSame(Object expected, Object actual) throws ReflectiveOperationException {
        if (expected instanceof byte[] bytes) {
            assertArrayEquals(bytes, (byte[]) actual);
        } else if (expected instanceof List<?> list) {
            assertEquals(list.size(), ((List<?>) actual).size());
            for (int i = 0; i < list.size(); i++) {
                assertSame(list.get(i), ((List<?>) actual).get(i));
            }
        } else if (expected instanceof Record) {
            assertEquals(expected.getClass(), actual.getClass());
            for (RecordComponent component : expected.getClass().getRecordComponents()) {
                assertSame(
                        component.getAccessor().invoke(expected),
                        component.getAccessor().invoke(actual));
            }
        } else {
            assertEquals(expected, actual);
        }
    }
}

package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.parking.Parking;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.api.snapshot.Snapshots;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole store as a role that may neither change nor remove events. */
class AppRoleStoreTest {

    private static final StreamId A = StreamId.of("a");
    private static final StreamId LINKS = StreamId.of("links");
    private static final SubscriptionName NAME = SubscriptionName.of("n");

    private final Set<String> called = new TreeSet<>();
    private TestDatabase database;
    private AppRole role;
    private EventStore opened;
    private EventStore store;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        role = new AppRole(database);
        role.admitted(database);
        opened = Stores.store(database, "application")
                .setting("eventstore.postgres.url", role.url(database))
                .setting("eventstore.enable-hard-deletes", true)
                .open();
        store = noted(EventStore.class, opened);
    }

    @AfterEach
    void close() {
        opened.close();
        role.close();
        database.close();
    }

    /** The same object, which notes what is called. */
    private <T> T noted(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    called.add(signature(method));
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    private static String signature(Method method) {
        List<String> parameters =
                Stream.of(method.getParameterTypes()).map(Class::getSimpleName).toList();
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + parameters;
    }

    private List<RecordedEvent> append(StreamId stream, int count) {
        List<EventData> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(EventData.json("t", "{}"));
        }
        store.append(stream, ExpectedVersion.any(), events);
        return store.read(stream, ReadOptions.forward());
    }

    @Test
    void an_application_without_rights_to_change_events_can_call_everything() {
        appendsLinksAndReads();
        keepsSnapshots();
        pullsAndWaits();
        isPushedAndListens();
        parks();
        deletesSoftlyButNotForGood();
        assertEquals(1, store.cluster().view().members().size());
        assertEquals(3, Await.result(store.async().info(A)).orElseThrow().version());
        assertEquals(
                3,
                store.withDeadline(Duration.ofSeconds(20)).info(A).orElseThrow().version());
        store.close();
        assertEquals(all(EventStore.class, Snapshots.class, Parking.class), called, "each call is tried");
    }

    private static Set<String> all(Class<?>... types) {
        Set<String> all = new TreeSet<>();
        for (Class<?> type : types) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isAbstract(method.getModifiers())) {
                    all.add(signature(method));
                }
            }
        }
        return all;
    }

    private void appendsLinksAndReads() {
        List<RecordedEvent> events = append(A, 3);
        store.link(LINKS, ExpectedVersion.noStream(), List.of(events.get(2).id()));
        assertEquals(
                List.of(events.get(2).id()),
                store.stream(LINKS, ReadOptions.forward())
                        .map(RecordedEvent::id)
                        .toList());
        assertEquals(3, store.info(StreamId.ALL).orElseThrow().version());
        assertEquals(3, store.streams(StreamQuery.all()).totalEntries());
    }

    private void keepsSnapshots() {
        Snapshots snapshots = noted(Snapshots.class, store.snapshots());
        assertTrue(snapshots.record(SnapshotData.json("a", 1, "S", "{}")));
        assertTrue(snapshots.record(SnapshotData.json("a", 3, "S", "{}")));
        assertEquals(3, snapshots.read("a").orElseThrow().sourceVersion());
        snapshots.delete("a");
        assertTrue(snapshots.read("a").isEmpty());
    }

    private void pullsAndWaits() {
        for (SubscriptionOptions options : List.of(
                SubscriptionOptions.fromOrigin().bufferSize(10),
                SubscriptionOptions.fromOrigin().bufferSize(10).asTransient())) {
            SubscriptionName name = SubscriptionName.of(options.isTransient() ? "transient" : "pulled");
            try (SubscriptionReader reader = store.subscribe(StreamId.ALL, name, options)) {
                List<RecordedEvent> batch = reader.receive(Await.patience());
                assertEquals(3, batch.size());
                Await.result(reader.ack(batch));
            }
        }
        SubscriptionName pulled = SubscriptionName.of("pulled");
        store.awaitPosition(StreamId.ALL, pulled, 3);
        assertEquals(3, store.subscriptions().get(0).checkpoint());
        store.deleteSubscription(StreamId.ALL, pulled);
        assertEquals(List.of(), store.subscriptions());
    }

    private void isPushedAndListens() {
        List<Long> heard = new CopyOnWriteArrayList<>();
        List<Long> pushed = new CopyOnWriteArrayList<>();
        Subscription listener =
                store.listen(StreamId.ALL, batch -> batch.forEach(event -> heard.add(event.position())));
        Subscription subscriber =
                store.subscribe(StreamId.ALL, NAME, SubscriptionOptions.after(3), (batch, subscription) -> {
                    batch.forEach(event -> pushed.add(event.position()));
                    subscription.ack(batch);
                });
        append(StreamId.of("b"), 1);
        Await.until("both have it", () -> heard.equals(List.of(4L)) && pushed.equals(List.of(4L)));
        store.awaitPosition(StreamId.ALL, NAME, 4);
        subscriber.close();
        listener.close();
    }

    private void parks() {
        Parking parking = noted(Parking.class, store.parking());
        SubscriptionName picky = SubscriptionName.of("picky");
        Set<Long> handled = ConcurrentHashMap.newKeySet();
        handled.add(4L);
        SubscriptionOptions options = SubscriptionOptions.fromOrigin().onFailure(FailurePolicy.park());
        Subscription subscriber = store.subscribe(StreamId.ALL, picky, options, (batch, subscription) -> {
            for (RecordedEvent event : batch) {
                if (!handled.contains(event.position())) {
                    throw new IllegalStateException("cannot handle " + event.position());
                }
            }
            subscription.ack(batch);
        });
        Await.until("three are parked", () -> parking.list(StreamId.ALL, picky).size() == 3);
        assertTrue(parking.skip(StreamId.ALL, picky, 1));
        handled.addAll(List.of(2L, 3L));
        assertTrue(parking.replay(StreamId.ALL, picky, 2));
        Await.until("one is left", () -> parking.list(StreamId.ALL, picky).size() == 1);
        assertEquals(1, parking.replayAll(StreamId.ALL, picky));
        Await.until("none is left", () -> parking.list(StreamId.ALL, picky).isEmpty());
        subscriber.close();
    }

    private void deletesSoftlyButNotForGood() {
        StreamId hidden = StreamId.of("hidden");
        append(hidden, 1);
        StorageException refused = assertThrows(
                StorageException.class, () -> store.delete(hidden, ExpectedVersion.any(), DeleteMode.HARD));
        assertTrue(refused.getMessage().contains("grant delete on events, links, streams"), refused.getMessage());
        assertTrue(refused.getMessage().contains("nothing was written"), refused.getMessage());
        assertEquals(1, store.read(hidden, ReadOptions.forward()).size());
        store.delete(hidden, ExpectedVersion.any(), DeleteMode.SOFT);
        assertThrows(StreamDeletedException.class, () -> store.read(hidden, ReadOptions.forward()));
        assertThrows(StorageException.class, () -> store.delete(hidden, ExpectedVersion.any(), DeleteMode.HARD));
    }

    @Test
    void it_writes_and_subscribes_in_transactions_of_its_own_too() throws SQLException {
        List<Long> seen = new CopyOnWriteArrayList<>();
        try (Connection connection = DriverManager.getConnection(role.url(database))) {
            connection.setAutoCommit(false);
            EventData event = EventData.json("t", "{}");
            TransactionAppends writes = PostgresAppends.of(opened).in(connection);
            writes.append(A, ExpectedVersion.noStream(), List.of(event));
            writes.link(LINKS, ExpectedVersion.noStream(), List.of(event.id()));
            connection.commit();
        }
        TransactionalSubscriptions.of(opened)
                .subscribe(
                        StreamId.ALL,
                        NAME,
                        SubscriptionOptions.fromOrigin(),
                        (batch, connection) -> batch.forEach(event -> seen.add(event.position())));
        opened.awaitPosition(StreamId.ALL, NAME, 1);
        assertEquals(List.of(1L), seen);
        assertFalse(opened.read(LINKS, ReadOptions.forward()).isEmpty());
    }

    @Test
    void whoever_subscribes_is_told_of_a_right_that_is_missing() {
        database.run("revoke delete on ${schema}.nodes from " + role.quoted());
        EventStore patient = opened.withDeadline(Duration.ofSeconds(5));
        StorageException refused = assertThrows(
                StorageException.class, () -> patient.subscribe(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin()));
        assertTrue(refused.getMessage().contains("permission denied for table nodes"), refused.getMessage());
    }
}

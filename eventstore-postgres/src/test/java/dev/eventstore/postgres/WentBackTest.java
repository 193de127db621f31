package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that run while the tables under them are put back to what they were: what comes next is skipped by nobody. */
class WentBackTest {

    private static final StreamId ORDERS = StreamId.of("orders");

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
    private final List<EventStore> nodes = new ArrayList<>();
    private final List<UUID> delivered = new CopyOnWriteArrayList<>();
    private final List<UUID> heard = new CopyOnWriteArrayList<>();
    private final List<UUID> heardOfOrders = new CopyOnWriteArrayList<>();
    private final List<Registry> registries = new CopyOnWriteArrayList<>();
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        Stream.of("node1", "node2")
                .map(name -> Race.beside(() -> node(name)))
                .toList()
                .forEach(opening -> nodes.add(Await.result(opening)));
        allSee(2);
    }

    @AfterEach
    void close() {
        nodes.stream()
                .map(node -> Race.beside(() -> {
                    node.close();
                    return true;
                }))
                .toList()
                .forEach(Await::result);
        database.run("drop schema if exists ${schema}_backup cascade");
        database.close();
    }

    @Test
    void the_end_is_lost_and_the_epoch_is_not_lower() {
        listen();
        List<UUID> kept = append("kept", 10);
        awaitAll(List.of(kept));
        backUp();
        List<UUID> lost = append("lost", 10);
        awaitAll(List.of(kept, lost));
        restore();
        Await.until("a node sees it and all begin anew", this::haveBegunAnew);
        goOn(kept, lost);
    }

    @Test
    void views_were_made_since_so_that_the_epoch_is_lower() {
        listen();
        List<UUID> kept = append("kept", 10);
        awaitAll(List.of(kept));
        backUp();
        EventStore third = node("node3");
        allSee(3);
        third.close();
        allSee(2);
        List<UUID> lost = append("lost", 10);
        awaitAll(List.of(kept, lost));
        restore();
        Await.until("a node sees it and all begin anew", this::haveBegunAnew);
        goOn(kept, lost);
    }

    /** Its notice may come when the others' has raised the epoch already: then all stop and begin anew once more. */
    @Test
    void a_node_sees_it_when_all_have_begun_anew() {
        listen();
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.addAll(append("before-" + i, 6));
            registries.get(1).storageWentBack();
            all.addAll(append("after-" + i, 6));
        }
        awaitEqual("delivered", all, () -> once(delivered));
        awaitEqual("heard", all, () -> once(heard));
    }

    @Test
    void tables_of_another_cluster_are_served_by_no_node() {
        append("kept", 1);
        database.run("delete from ${schema}.cluster_settings; update ${schema}.head set epoch = 0");
        assertThrows(NoNodeAvailableException.class, () -> append("never", 1));
        Await.until("no node serves", () -> nodes.stream().noneMatch(WentBackTest::serves));
    }

    private void goOn(List<UUID> kept, List<UUID> lost) {
        List<UUID> next = append("next", 12);
        awaitAll(List.of(kept, lost, next), WentBackTest::once);
        for (EventStore node : nodes) {
            List<RecordedEvent> all = node.read(StreamId.ALL, ReadOptions.forward());
            assertEquals(
                    joined(List.of(kept, next)),
                    all.stream().map(RecordedEvent::id).toList());
            // Ids of streams were used again.
            assertEquals(
                    11,
                    all.stream()
                            .filter(event -> event.stream().value().startsWith("next-"))
                            .count());
        }
    }

    /** One event goes to the stream that was there before, the others to new ones. */
    private List<UUID> append(String prefix, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EventData event = EventData.json("happened", "{}");
            StreamId stream = i == 0 ? ORDERS : StreamId.of(prefix + "-" + i);
            nodes.get(i % 2).append(stream, ExpectedVersion.any(), List.of(event));
            ids.add(event.id());
        }
        return ids;
    }

    private void listen() {
        nodes.get(0)
                .subscribe(
                        StreamId.ALL,
                        SubscriptionName.of("mailer"),
                        SubscriptionOptions.fromOrigin().bufferSize(5),
                        new Subscriber() {
                            @Override
                            public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
                                batch.forEach(event -> delivered.add(event.id()));
                                subscription.ack(batch);
                            }
                        });
        nodes.get(1).listen(StreamId.ALL, batch -> batch.forEach(event -> heard.add(event.id())));
        nodes.get(0).listen(ORDERS, batch -> batch.forEach(event -> heardOfOrders.add(event.id())));
    }

    /** Each comes once, in order. */
    private void awaitAll(List<List<UUID>> parts) {
        awaitAll(parts, UnaryOperator.identity());
    }

    private void awaitAll(List<List<UUID>> parts, UnaryOperator<List<UUID>> counted) {
        List<UUID> all = joined(parts);
        awaitEqual("delivered", all, () -> counted.apply(delivered));
        awaitEqual("heard", all, () -> counted.apply(heard));
        List<UUID> orders = parts.stream().map(part -> part.get(0)).toList();
        awaitEqual("heard of orders", orders, () -> counted.apply(heardOfOrders));
        Await.until(
                "all is acknowledged", () -> nodes.get(0).subscriptions().get(0).lag() == 0);
    }

    private static void awaitEqual(String what, List<UUID> wanted, Supplier<List<UUID>> got) {
        Await.until(
                () -> "all " + wanted.size() + " is " + what + "; it was "
                        + got.get().stream().map(wanted::indexOf).toList(),
                () -> got.get().equals(wanted));
    }

    /** What was under way when all began anew, perhaps more than once, may come again. */
    private static List<UUID> once(List<UUID> ids) {
        return ids.stream().distinct().toList();
    }

    private static List<UUID> joined(List<List<UUID>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    private boolean haveBegunAnew() {
        return nodes.stream().allMatch(node -> node.cluster().view().epoch() > ClusterStorage.LEAP);
    }

    private void allSee(int members) {
        nodes.forEach(node -> Await.until(
                "all are in one view", () -> node.cluster().view().members().size() == members));
    }

    private static boolean serves(EventStore node) {
        return node.cluster().hasQuorum();
    }

    private void backUp() {
        database.run("""
                create schema ${schema}_backup;
                do $$ declare t text; begin
                  for t in select tablename from pg_tables where schemaname = '${schema}' loop
                    execute format('create table ${schema}_backup.%I as table ${schema}.%I', t, t);
                  end loop;
                  create table ${schema}_backup.sequences as
                    select sequencename::text, last_value from pg_sequences where schemaname = '${schema}';
                end $$""");
    }

    private void restore() {
        database.run("""
                do $$ declare t text; begin
                  perform set_config('session_replication_role', 'replica', true);
                  lock table ${schema}.head in access exclusive mode;
                  for t in select tablename from pg_tables where schemaname = '${schema}' loop
                    execute format('delete from ${schema}.%I', t);
                    execute format(
                      'insert into ${schema}.%I overriding system value select * from ${schema}_backup.%I', t, t);
                  end loop;
                  perform setval(format('${schema}.%I', s.sequencename)::regclass, coalesce(s.last_value, 1), s.last_value is not null)
                    from ${schema}_backup.sequences s;
                end $$""");
    }

    private EventStore node(String name) {
        return Stores.store(database, "restored")
                .setting("eventstore.cluster.node", name + "@127.0.0.1")
                .setting("eventstore.feed.poll-interval", Duration.ofMillis(100))
                .registry(new Kept(new RingOverNetwork(network, "restored"), registries))
                .open();
    }

    /** Keeps the registries, for notices that come when a test wants them. */
    private record Kept(RegistryProvider provider, List<Registry> made) implements RegistryProvider {

        @Override
        public String id() {
            return provider.id();
        }

        @Override
        public int spiVersion() {
            return provider.spiVersion();
        }

        @Override
        public Registry create(Context context) {
            Registry registry = provider.create(context);
            made.add(registry);
            return registry;
        }
    }
}

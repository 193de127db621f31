package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.cluster.AgreedSettings;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.frame.Frames;
import dev.eventstore.core.handoff.Handoffs;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.ring.HashRing;
import dev.eventstore.core.routing.Incoming;
import dev.eventstore.core.routing.Router;
import dev.eventstore.core.routing.Standing;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Registry} of several nodes, over whatever tells who is reachable and carries bytes: each process runs on the node
 * that the ring of the current view names, and nothing runs where there is no quorum. Thread-safe.
 */
public final class RingRegistry implements Registry {

    private static final Logger LOG = LoggerFactory.getLogger(RingRegistry.class);

    /** How long a start waits for the storage. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RegistryProvider.Context context;
    private final ClusterSettings settings;
    private final ClusterChannel channel;
    private final Map<String, String> own;
    private final Turns turns;
    private final NodeLink link;
    private final Membership membership;
    private final Router router;
    private final Queries queries;
    private final Hints hints;
    private final Arrivals arrivals;

    /** Why this node takes part no more. */
    private volatile Optional<String> closed = Optional.empty();

    private volatile Consumer<StoreClosedException> ended = cause -> {};

    private RingRegistry(RegistryProvider.Context context, ClusterSettings settings, ClusterChannel channel) {
        this.context = context;
        this.settings = settings;
        this.channel = channel;
        this.own = AgreedSettings.of(
                settings, HashRing.ALGORITHM, Frames.MAJOR, context.ids().next());
        this.turns = new Turns(context.dispatcher());
        this.arrivals = new Arrivals(turns);
        this.link = new NodeLink(channel, settings, context.dispatcher(), context.time(), arrivals);
        Handoffs handoffs = new Handoffs(context.self(), context.processes(), link, context.time());
        this.membership = new Membership(context, settings, own, link, turns, handoffs);
        this.router =
                new Router(context.self(), membership, link, context.processes(), context.codec(), context.time());
        this.queries = new Queries(context.self(), context.processes(), link, context.time());
        this.hints = new Hints(link, context.time(), this::others);
        Incoming incoming =
                new Incoming(context.self(), membership, link, context.processes(), context.codec(), context.time());
        arrivals.connect(link, membership, router, incoming, queries, handoffs);
        membership.onView(view -> router.changed());
    }

    /**
     * A registry over a channel.
     *
     * @param context what the registry may use
     * @param settings the cluster
     * @param channel reaches the other nodes; connected by {@link #start} and closed by {@link #close}
     * @return a registry that has not started
     */
    public static RingRegistry over(
            RegistryProvider.Context context, ClusterSettings settings, ClusterChannel channel) {
        return new RingRegistry(context, settings, channel);
    }

    @Override
    public CompletionStage<Void> start() {
        Deadline soon = Deadline.after(context.time(), PATIENCE);
        return context.cluster().agree(own, soon).thenCompose(stored -> {
            AgreedSettings.check(own, stored);
            String store = stored.getOrDefault(AgreedSettings.STORE, "");
            membership.store(store);
            Formation formation = new Formation(
                    context.self(), settings, store, link, context.time(), turns, membership::stranger, this::giveWay);
            membership.onView(formation::entered);
            arrivals.forming(formation);
            return membership
                    .start()
                    .thenCompose(started -> channel.connect(arrivals))
                    .thenCompose(connected -> formation.await())
                    .thenCompose(formed -> firstView());
        });
    }

    /** A node that reaches no quorum has nothing to wait for: it is open, and refuses calls until others come. */
    private CompletionStage<Void> firstView() {
        CompletableFuture<Void> entered = new CompletableFuture<>();
        membership.onView(view -> entered.complete(null));
        membership.ready();
        awaitView(entered, Deadline.after(context.time(), settings.times().round()));
        return entered;
    }

    private void awaitView(CompletableFuture<Void> entered, Deadline patience) {
        Standing standing = membership.now();
        if (standing.available() < standing.needed() || patience.hasPassed(context.time())) {
            entered.complete(null);
        } else if (!entered.isDone()) {
            context.time().schedule(Duration.ofMillis(20), () -> awaitView(entered, patience));
        }
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        return closed.isPresent() ? CompletableFuture.failedStage(closed()) : router.ask(name, message, deadline);
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        return closed.isPresent()
                ? CompletableFuture.failedStage(closed())
                : router.askAt(node, name, message, deadline);
    }

    @Override
    public void hint(long head) {
        hints.tell(head);
    }

    @Override
    public void hintLinks(long lastLink) {
        hints.tellLink(lastLink);
    }

    @Override
    public void onLinkHint(LongConsumer listener) {
        arrivals.onLinkHint(listener);
    }

    @Override
    public void onHint(LongConsumer listener) {
        arrivals.onHint(listener);
    }

    @Override
    public boolean storageWentBack() {
        membership.storageWentBack();
        return true;
    }

    @Override
    public void onStorageWentBack(Supplier<CompletionStage<Void>> forget) {
        membership.forget(forget);
    }

    @Override
    public void requireServing() {
        if (closed.isPresent()) {
            throw closed();
        }
        Standing standing = membership.now();
        if (!standing.serves()) {
            throw standing.refusal();
        }
    }

    @Override
    public View view() {
        return membership.now().view();
    }

    @Override
    public OptionalLong epoch() {
        return membership.now().fence();
    }

    @Override
    public CompletionStage<List<Registration>> registered(Deadline deadline) {
        return serving().thenCompose(view -> queries.running(view.members(), null, deadline));
    }

    @Override
    public CompletionStage<Optional<Registration>> whereis(ProcessName name, Deadline deadline) {
        return serving()
                .thenCompose(view -> queries.running(List.of(ownerOf(name)), name, deadline))
                .thenApply(running -> running.stream().findFirst());
    }

    @Override
    public NodeId ownerOf(ProcessName name) {
        return membership.now().owner(name);
    }

    @Override
    public AutoCloseable onView(Consumer<View> listener) {
        membership.onView(listener);
        return () -> membership.remove(listener);
    }

    @Override
    public CompletionStage<Void> leave() {
        return membership.leaveCluster();
    }

    @Override
    public void onEnded(Consumer<StoreClosedException> listener) {
        ended = listener;
    }

    @Override
    public void close() {
        closed = closed.or(() -> Optional.of("the store is closed"));
        router.close();
        channel.close();
    }

    /** Another node of this name was there first: this one leaves as if it were closed. */
    private void giveWay(NodeId first) {
        String why = "another node called " + first.name()
                + " was in the cluster before this one, which has ended: close this store, and give its node a name of its own"
                + " (eventstore.cluster.node)";
        LOG.error(
                "{}; the other one is {}, this one {}",
                why,
                first.incarnation(),
                context.self().incarnation());
        closed = Optional.of(why);
        membership
                .leaveCluster()
                .whenComplete((left, failure) -> context.dispatcher().execute(() -> {
                    close();
                    ended.accept(closed());
                }));
    }

    private CompletionStage<View> serving() {
        try {
            requireServing();
            return CompletableFuture.completedStage(view());
        } catch (RuntimeException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private List<NodeId> others() {
        return membership.reachable().stream()
                .filter(node -> !node.equals(context.self()))
                .toList();
    }

    private StoreClosedException closed() {
        return new StoreClosedException(closed.orElse("the store is closed") + "; nothing was written");
    }
}

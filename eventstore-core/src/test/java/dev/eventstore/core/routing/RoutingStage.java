package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.Outcome;
import dev.eventstore.core.link.NodeMessage.Reply;
import dev.eventstore.core.link.NodeMessage.Request;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.ring.HashRing;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.core.support.ManualTime;
import dev.eventstore.core.wire.CborCodec;
import dev.eventstore.core.wire.StreamMessages.Append;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** A router of one node, whose views, processes and other nodes are what a test says. For one thread. */
final class RoutingStage implements Views, ProcessHost, ClusterChannel {

    static final NodeId SELF = new NodeId("self@1", new UUID(1, 1));
    static final NodeId OTHER = new NodeId("other@1", new UUID(1, 2));
    static final ProcessName NAME = new ProcessName("test", "one");

    final ManualTime time = new ManualTime();
    final CborCodec codec = new CborCodec();
    final List<Request> requests = new ArrayList<>();
    final List<NodeId> receivers = new ArrayList<>();
    final List<CompletableFuture<Message>> asked = new ArrayList<>();
    final List<Message> work = new ArrayList<>();
    final List<CompletableFuture<Message>> worked = new ArrayList<>();
    final List<Runnable> waiting = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();
    private final NodeLink there = link(this, (from, message) -> arrived(message));
    private Standing standing = standing(0, List.of());
    private List<NodeId> reachable = List.of(SELF, OTHER);
    final Router router = new Router(SELF, this, link(this, (from, message) -> {}), this, codec, time);

    final Incoming incoming = new Incoming(SELF, this, link(this, (from, message) -> {}), this, codec, time);

    CompletableFuture<Message> ask(boolean idempotent, Duration patience) {
        return router.ask(NAME, new UserAsk("Type", new byte[0], idempotent), Deadline.after(time, patience))
                .toCompletableFuture();
    }

    CompletableFuture<Message> append(Append append, Duration patience) {
        return router.ask(NAME, append, Deadline.after(time, patience)).toCompletableFuture();
    }

    void permitted(int request, long epoch) {
        byte[] permit = codec.encode(new Message.Permit(epoch));
        router.replied(OTHER, new Reply(requests.get(request).id(), Outcome.ANSWERED, permit));
    }

    /** A view is entered in which this node owns the process. */
    void ownedHere(long epoch) {
        enter(standing(epoch, List.of(SELF)));
    }

    /** A view is entered in which the other node owns the process. */
    void ownedThere(long epoch) {
        enter(standing(epoch, List.of(OTHER)));
    }

    void gone() {
        reachable = List.of(SELF);
        router.changed();
    }

    void notHandled(int request) {
        router.replied(OTHER, new Reply(requests.get(request).id(), Outcome.NOT_HANDLED, null));
    }

    void failed(int request, RuntimeException failure) {
        router.replied(OTHER, new Reply(requests.get(request).id(), Outcome.FAILED, codec.encodeFailure(failure)));
    }

    private void enter(Standing next) {
        standing = next;
        router.changed();
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    private static Standing standing(long epoch, List<NodeId> members) {
        Optional<HashRing> ring = members.isEmpty() ? Optional.empty() : Optional.of(new HashRing(members, node -> 1));
        return new Standing(new View(epoch, members), ring, true, 1, 2);
    }

    private void arrived(Record message) {
        if (message instanceof Reply reply) {
            replies.add(reply);
        } else {
            requests.add((Request) message);
        }
    }

    private NodeLink link(ClusterChannel channel, BiConsumer<NodeId, Record> listener) {
        Duration second = Duration.ofSeconds(1);
        ClusterSettings settings = new ClusterSettings(
                "routing",
                new NodeAddress(SELF.name(), "127.0.0.1", OptionalInt.empty()),
                Optional.empty(),
                new ClusterSettings.Listen("127.0.0.1", 1, 1),
                List.of(),
                new SyncNodes(List.of(), List.of(), Optional.of(second)),
                new RingRules(Distribution.STATIC_QUORUM_RING, 1, List.of(), List.of(), Map.of()),
                new ClusterSettings.Times(second, second, second));
        return new NodeLink(channel, settings, Runnable::run, time, listener);
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        receivers.add(to);
        there.received(SELF, bytes);
    }

    @Override
    public CompletionStage<Void> connect(Listener listener) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}

    @Override
    public Standing now() {
        return standing;
    }

    @Override
    public void whenPast(long epoch, Runnable task) {
        waiting.add(task);
    }

    @Override
    public void superseded(long epoch) {}

    @Override
    public boolean isMember(NodeId node) {
        return standing.view().members().contains(node);
    }

    @Override
    public boolean isReachable(NodeId node) {
        return reachable.contains(node);
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, OptionalLong epoch, Deadline deadline) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    @Override
    public CompletionStage<Message> askRunning(ProcessName name, Message message, Deadline deadline) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        work.add(message);
        worked.add(answer);
        return answer;
    }

    @Override
    public List<ProcessName> running() {
        return List.of();
    }

    @Override
    public CompletionStage<List<HandedOff>> keepOnly(Predicate<ProcessName> kept, Duration patience) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public void resume(HandedOff handed) {}
}

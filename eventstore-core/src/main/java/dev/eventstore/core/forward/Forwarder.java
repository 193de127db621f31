package dev.eventstore.core.forward;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.append.AppendPath;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.wire.ForwardMessages;
import dev.eventstore.core.wire.ForwardMessages.Entry;
import dev.eventstore.core.wire.ForwardMessages.Write;
import dev.eventstore.core.wire.ForwardMessages.Written;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends the appends of this node to the first node of the view, which writes them with its own, while the nodes would otherwise
 * stand in each other's way; else they go to the storage from here.
 *
 * <p>An append that another node was asked to write, and of which nothing is heard for {@value #PATIENCE_MILLIS} ms, is handed to
 * the storage from here, too. Both are the same append, of the same ids and epoch, so it is written once, by whichever comes first.
 * Then for a while nothing is forwarded. What waits here is confined to the mailbox; the rest is thread-safe.
 */
public final class Forwarder implements Process, AppendPath {

    /** When appends are forwarded. */
    public enum Policy {
        /** While nodes stand in each other's way. */
        AUTO,
        /** Always but on the first node of the view. */
        ALWAYS,
        /** Never. */
        NEVER;

        /** What a setting may say. */
        public static final List<String> IDS = List.of("auto", "always", "never");

        /**
         * The policy of a setting.
         *
         * @param id one of {@link #IDS}
         * @return the policy
         */
        public static Policy of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    static final int PATIENCE_MILLIS = 250;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    /** How many batches are under way at a time: while they are, the next one grows. */
    private static final int LANES = 3;

    private static final int MAX_APPENDS = 500;
    private static final int MAX_BYTES = 256 << 10;
    /** Larger ones fill batches of their own. */
    private static final int MAX_APPEND_BYTES = 64 << 10;

    private final Self self;
    private final NodeId node;
    private final Storage storage;
    private final Registry registry;
    private final MessageCodec codec;
    private final TimeSource time;
    private final Policy policy;
    private final Contention contention;
    private final Queue<Forwarded> queue = new ArrayDeque<>();
    private int underWay;
    private volatile boolean stopped;
    private volatile long heldBack;

    /**
     * Nothing is under way.
     *
     * @param self its mailbox
     * @param node this node
     * @param storage takes appends
     * @param registry reaches the other node
     * @param codec reads failures
     * @param time the node's clock
     * @param policy when appends are forwarded
     */
    public Forwarder(
            Self self,
            NodeId node,
            Storage storage,
            Registry registry,
            MessageCodec codec,
            TimeSource time,
            Policy policy) {
        this.self = self;
        this.node = node;
        this.storage = storage;
        this.registry = registry;
        this.codec = codec;
        this.time = time;
        this.policy = policy;
        this.contention = new Contention(time.nanoTime());
        this.heldBack = time.nanoTime();
    }

    @Override
    public Function<AppendRequest, CompletionStage<AppendResult>> begin(int appends) {
        contention.began(appends);
        return writer() == null ? storage::append : this::forward;
    }

    @Override
    public void ended(int appends, int events, long lastPosition) {
        contention.ended(appends, events, lastPosition, time.nanoTime());
    }

    /** Who writes for this node; null while it does so itself. */
    private @Nullable NodeId writer() {
        boolean wanted = policy == Policy.ALWAYS || policy == Policy.AUTO && contention.isContended();
        if (!wanted || time.nanoTime() - heldBack < 0) {
            return null;
        }
        View view = registry.view();
        if (view.epoch() == 0 || !view.members().contains(node)) {
            return null;
        }
        NodeId first = view.members().get(0);
        return first.equals(node) ? null : first;
    }

    private CompletionStage<AppendResult> forward(AppendRequest request) {
        Forwarded append = new Forwarded(request);
        if (stopped
                || append.bytes > MAX_APPEND_BYTES
                || request.deadline().remaining(time).compareTo(PATIENCE) < 0) {
            return storage.append(request);
        }
        self.run(() -> {
            queue.add(append);
            send();
        });
        return append;
    }

    private void send() {
        while (!queue.isEmpty() && (underWay < LANES || stopped)) {
            List<Forwarded> batch = next();
            NodeId writer = writer();
            if (writer == null || stopped) {
                batch.forEach(this::writeHere);
            } else {
                underWay++;
                batch.forEach(Forwarded::sent);
                ask(writer, batch);
            }
        }
    }

    private List<Forwarded> next() {
        List<Forwarded> batch = new ArrayList<>();
        int bytes = 0;
        while (!queue.isEmpty() && batch.size() < MAX_APPENDS && bytes < MAX_BYTES) {
            Forwarded append = queue.remove();
            bytes += append.bytes;
            batch.add(append);
        }
        return batch;
    }

    private void ask(NodeId writer, List<Forwarded> batch) {
        Write write =
                new Write(batch.stream().map(append -> Entry.of(append.request)).toList());
        registry.askAt(writer, ForwardMessages.writer(), write, Deadline.after(time, PATIENCE))
                .whenComplete((answer, failure) -> {
                    answered(batch, answer);
                    self.run(() -> {
                        underWay--;
                        send();
                    });
                });
    }

    private void answered(List<Forwarded> batch, @Nullable Message answer) {
        if (answer instanceof Written written && written.outcomes().size() == batch.size()) {
            for (int i = 0; i < batch.size(); i++) {
                answered(batch.get(i), written.outcomes().get(i));
            }
        } else {
            // Nobody knows what became of them.
            holdBack();
            batch.forEach(this::writeHere);
        }
    }

    private void answered(Forwarded append, ForwardMessages.Outcome outcome) {
        byte[] refusal = outcome.refusal();
        if (refusal == null) {
            append.complete(new AppendResult(
                    append.request.stream(), outcome.firstVersion(), outcome.lastVersion(), outcome.lastPosition()));
            return;
        }
        RuntimeException failure = codec.decodeFailure(refusal);
        if (Forwarded.isDecision(failure) || failure instanceof SupersededException) {
            append.completeExceptionally(failure);
        } else {
            // It says something of the other node's storage, which this node's need not share.
            holdBack();
            writeHere(append);
        }
    }

    private void holdBack() {
        heldBack = time.nanoTime() + RECOVERY.toNanos();
    }

    private void writeHere(Forwarded append) {
        try {
            storage.append(append.request).whenComplete(append::end);
        } catch (RuntimeException refused) {
            append.end(null, refused);
        }
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        throw new IllegalStateException("nobody asks for appends to be forwarded by name");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        stopped = true;
        send();
        return CompletableFuture.completedStage(null);
    }
}

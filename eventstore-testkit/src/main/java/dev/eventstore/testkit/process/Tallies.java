package dev.eventstore.testkit.process;

import dev.eventstore.api.cluster.ClusterProcess;
import dev.eventstore.api.cluster.Handoff;
import dev.eventstore.api.cluster.ProcessContext;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StorageUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Processes that add numbers, and misbehave when a test asks for it. What they were told is written down. Thread-safe. */
public final class Tallies implements ProcessFactory {

    /**
     * Adds a number; answered with the {@link Total}.
     *
     * @param n the number
     */
    public record Add(int n) {}

    /** Adds nothing; answered with the {@link Total}. Idempotent. */
    public record Look() {}

    /** Adds one, and is answered when {@link #release} is called. */
    public record Wait() {}

    /** Answered with where it is. */
    public record Where() {}

    /**
     * Refused, or fails the process.
     *
     * @param typed whether it is a failure of the store's own kinds
     */
    public record Fail(boolean typed) {}

    /**
     * The sum of what was added.
     *
     * @param n the sum
     */
    public record Total(int n) {}

    /**
     * Where a process is.
     *
     * @param node the node
     * @param thread the thread that runs it
     */
    public record Place(String node, String thread) {}

    private final String type;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile boolean idle;

    /**
     * Tallies of a type.
     *
     * @param type the type in their names
     */
    public Tallies(String type) {
        this.type = type;
    }

    /**
     * What the processes were told, in order.
     *
     * @return words with the key of the process
     */
    public List<String> told() {
        return List.copyOf(told);
    }

    /** Answers {@link Wait}. */
    public void release() {
        released.complete(null);
    }

    /** From now on the processes say that they are idle. */
    public void sleep() {
        idle = true;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Set<Class<? extends Record>> messages() {
        return Set.of(Add.class, Look.class, Wait.class, Where.class, Fail.class);
    }

    @Override
    public Set<Class<? extends Record>> idempotent() {
        return Set.of(Look.class);
    }

    @Override
    public Optional<Class<? extends Record>> state() {
        return Optional.of(Total.class);
    }

    @Override
    public ClusterProcess start(ProcessName name, ProcessContext context) {
        told.add("start " + name.key());
        return new Tally(context);
    }

    /** Plain fields on purpose. */
    private final class Tally implements ClusterProcess {

        private final ProcessContext context;
        private int total;

        Tally(ProcessContext context) {
            this.context = context;
        }

        @Override
        public CompletionStage<? extends Record> handle(Record message) {
            if (message instanceof Fail fail) {
                throw fail.typed()
                        ? new StorageUnavailableException("away", null)
                        : new IllegalArgumentException("fails as asked");
            }
            if (message instanceof Where) {
                return CompletableFuture.completedStage(
                        new Place(context.self().name(), Thread.currentThread().getName()));
            }
            total += message instanceof Add add ? add.n() : 0;
            if (message instanceof Wait) {
                told.add("wait " + context.name().key());
                return released.thenApply(done -> new Total(++total));
            }
            return CompletableFuture.completedStage(new Total(total));
        }

        @Override
        public void resume(Record state) {
            total = ((Total) state).n();
            told.add("resume " + context.name().key());
        }

        @Override
        public Handoff handOff() {
            return Handoff.resume(new Total(total));
        }

        @Override
        public boolean isIdle() {
            return idle;
        }

        @Override
        public void stop() {
            told.add("stop " + context.name().key());
        }
    }
}

package dev.eventstore.core.user;

import dev.eventstore.api.cluster.ClusterProcess;
import dev.eventstore.api.cluster.Handoff;
import dev.eventstore.api.cluster.ProcessContext;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StorageUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** Processes that add numbers, and misbehave when a test asks for it. For one thread. */
final class TallyFactory implements ProcessFactory {

    record Add(int n) {}

    record Look() {}

    record Refused(boolean later) {}

    record Failing(String how) {}

    record Undeclared() {}

    record Total(int n) {}

    record State(int n) {}

    final List<String> log = new ArrayList<>();
    Set<Class<? extends Record>> messages = Set.of(Add.class, Look.class, Refused.class, Failing.class);
    Optional<Class<? extends Record>> state = Optional.of(State.class);
    CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);
    IntFunction<Handoff> handoff = total -> Handoff.resume(new State(total));
    ProcessContext context;
    BooleanSupplier allowed = () -> true;
    boolean failStart;
    boolean idle;
    int handled;
    private String type = "tally";

    /** One more, with the same declarations and another type. */
    TallyFactory named(String other) {
        TallyFactory copy = new TallyFactory();
        copy.type = other;
        copy.messages = messages;
        copy.state = state;
        return copy;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Set<Class<? extends Record>> messages() {
        return messages;
    }

    @Override
    public Set<Class<? extends Record>> idempotent() {
        return Set.of(Look.class);
    }

    @Override
    public Optional<Class<? extends Record>> state() {
        return state;
    }

    @Override
    public ClusterProcess start(ProcessName name, ProcessContext given) {
        check();
        if (failStart) {
            throw new IllegalStateException("cannot start");
        }
        log.add("start " + name.key());
        context = given;
        return new Tally(name);
    }

    private void check() {
        if (!allowed.getAsBoolean()) {
            throw new AssertionError("the user's code runs where it should not");
        }
    }

    private final class Tally implements ClusterProcess {

        private final ProcessName name;
        private int total;

        Tally(ProcessName name) {
            this.name = name;
        }

        @Override
        public CompletionStage<? extends Record> handle(Record message) {
            check();
            handled++;
            if (message instanceof Refused refused) {
                StorageUnavailableException answer = new StorageUnavailableException("away", null);
                if (refused.later()) {
                    return CompletableFuture.failedStage(answer);
                }
                throw answer;
            }
            if (message instanceof Failing failing) {
                return fail(failing.how());
            }
            total += message instanceof Add add ? add.n() : 0;
            return answering.thenApply(done -> new Total(total));
        }

        private CompletionStage<? extends Record> fail(String how) {
            return switch (how) {
                case "throws" -> throw new IllegalStateException(how);
                case "fails" -> CompletableFuture.failedStage(new IllegalStateException(how));
                case "answers null" -> CompletableFuture.completedStage(null);
                default -> null;
            };
        }

        @Override
        public void resume(Record given) {
            check();
            total = ((State) given).n();
            log.add("resume " + total);
        }

        @Override
        public Handoff handOff() {
            check();
            return handoff.apply(total);
        }

        @Override
        public boolean isIdle() {
            return idle;
        }

        @Override
        public void stop() {
            check();
            log.add("stop " + name.key());
        }
    }
}

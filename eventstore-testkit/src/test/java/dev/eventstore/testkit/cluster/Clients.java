package dev.eventstore.testkit.cluster;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.Append;
import dev.eventstore.core.wire.StreamMessages.Appended;
import dev.eventstore.testkit.cluster.CounterMessages.Increment;
import dev.eventstore.testkit.cluster.CounterMessages.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Callers on all nodes. An append whose outcome is unknown is repeated, with the same list, on some node; what each is told is
 * held against what is stored and what was handled.
 */
final class Clients {

    static final int NAMES = 6;
    static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final SimCluster cluster;
    private final Checks checks;
    private final Set<Open> open = new LinkedHashSet<>();
    private final Changes changes;
    private long numbers;

    Clients(SimCluster cluster) {
        changes = new Changes(cluster, this);
        this.cluster = cluster;
        this.checks = cluster.checks();
    }

    static ProcessName stream(int number) {
        return ProcessName.stream(StreamId.of("s" + number));
    }

    static ProcessName counter(int number) {
        return new ProcessName("counter", "c" + number);
    }

    /** Somebody does something on some node. */
    void someCall() {
        someNode().ifPresent(node -> {
            int number = cluster.sim().random().nextInt(NAMES);
            int kind = cluster.sim().random().nextInt(12);
            if (kind < 4) {
                increment(node, counter(number));
            } else if (kind < 7) {
                changes.some(node);
            } else {
                append(node, new Call(stream(number), expected("s" + number), events()), 3);
            }
        });
    }

    private Optional<SimNode> someNode() {
        List<SimNode> nodes = cluster.nodes().stream().filter(SimNode::isOpen).toList();
        return nodes.isEmpty()
                ? Optional.empty()
                : Optional.of(nodes.get(cluster.sim().random().nextInt(nodes.size())));
    }

    private ExpectedVersion expected(String stream) {
        return switch (cluster.sim().random().nextInt(4)) {
            case 0 -> ExpectedVersion.noStream();
            case 1 -> ExpectedVersion.any();
            case 2 -> ExpectedVersion.exactly(checks.version(stream));
            default ->
                ExpectedVersion.exactly(Math.max(
                        0, checks.version(stream) + cluster.sim().random().nextInt(3) - 1));
        };
    }

    /** Names a call, and nothing else. */
    long newNumber() {
        return ++numbers;
    }

    List<NewEvent> events() {
        List<NewEvent> events = new ArrayList<>();
        for (int i = cluster.sim().random().nextInt(3); i >= 0; i--) {
            events.add(new NewEvent(cluster.newId(), "happened", new byte[] {'1'}, null, null, null));
        }
        return events;
    }

    /** A list of events that somebody wants to append, in as many calls as it takes. */
    static final class Call {

        private final ProcessName name;
        private final ExpectedVersion expected;
        private final List<NewEvent> events;
        private boolean unclear;

        Call(ProcessName name, ExpectedVersion expected, List<NewEvent> events) {
            this.name = name;
            this.expected = expected;
            this.events = events;
        }
    }

    CompletableFuture<AppendResult> append(SimNode node, Call call, int tries) {
        CompletableFuture<AppendResult> done = new CompletableFuture<>();
        tryAppend(node, call, tries, done);
        return done;
    }

    private void tryAppend(SimNode node, Call call, int tries, CompletableFuture<AppendResult> done) {
        long created = cluster.sim().nanoTime() / 1_000;
        ask(node, call.name, new Append(StreamMessages.code(call.expected), call.events, created))
                .whenComplete((answer, thrown) -> {
                    Throwable failure = thrown == null ? null : Failures.unwrap(thrown);
                    if (failure == null) {
                        Appended at = (Appended) answer;
                        AppendResult result = new AppendResult(
                                StreamId.of(call.name.key()), at.firstVersion(), at.lastVersion(), at.lastPosition());
                        checks.acknowledged(call.events, result);
                        changes.appended(result.stream(), call.events);
                        done.complete(result);
                        return;
                    }
                    failed(call, failure);
                    if (call.unclear && tries > 1) {
                        cluster.sim()
                                .schedule(
                                        cluster.upTo(Duration.ofMillis(200)),
                                        () -> someNode().ifPresent(other -> tryAppend(other, call, tries - 1, done)));
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
    }

    private void failed(Call call, Throwable failure) {
        boolean unknown =
                failure instanceof AppendOutcomeUnknownException || failure instanceof AskOutcomeUnknownException;
        // A stream that is not there yet may come there: what was sent before and is still under way would be written
        // then.
        boolean early = failure instanceof WrongExpectedVersionException wrong
                && call.expected instanceof ExpectedVersion.Exactly exactly
                && wrong.actual() < exactly.version();
        boolean decided =
                failure instanceof WrongExpectedVersionException && !early || failure instanceof StreamExistsException;
        checks.require(!(failure instanceof DuplicateEventException), "nobody has used these ids: " + failure);
        if (decided || !unknown && !call.unclear) {
            checks.refused(call.events, failure);
            call.unclear = false;
        } else {
            call.unclear = true;
        }
    }

    CompletionStage<Total> increment(SimNode node, ProcessName counter) {
        long id = newNumber();
        boolean repeatable = cluster.plants().contains(Plant.INCREMENTS_REPEATED);
        return ask(node, counter, new Increment(id, repeatable)).handle((answer, thrown) -> {
            if (thrown == null) {
                checks.answered(id);
                return (Total) answer;
            }
            Throwable failure = Failures.unwrap(thrown);
            if (!(failure instanceof AskOutcomeUnknownException)) {
                checks.notHandled(id, failure);
            }
            throw new CompletionException(failure);
        });
    }

    CompletionStage<Message> ask(SimNode node, ProcessName name, Message message) {
        CompletableFuture<Message> done = new CompletableFuture<>();
        node.machine().execute(() -> {
            Open ask = new Open(
                    node,
                    name,
                    Deadline.after(cluster.sim(), PATIENCE),
                    node.machine().pauses(),
                    !SimCluster.serves(node));
            open.add(ask);
            node.registry().ask(name, message, ask.deadline).whenComplete((answer, failure) -> {
                ended(ask, message, answer, failure);
                if (failure == null) {
                    done.complete(answer);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        });
        return done;
    }

    private void ended(Open ask, Message message, @Nullable Message answer, @Nullable Throwable failure) {
        open.remove(ask);
        Object outcome = failure == null ? answer : Failures.unwrap(failure);
        checks.log(ask.node.id() + " " + ask.name + " " + message.getClass().getSimpleName() + ": " + outcome);
        checks.require(
                !ask.refused || outcome instanceof NoNodeAvailableException || !ask.node.isOpen(),
                ask.node.id() + " serves nothing, but answered " + outcome);
        late(ask);
    }

    /** Whether every ask has ended by its deadline, or soon after. */
    void checkOpen() {
        open.removeIf(ask -> !ask.node.isOpen());
        open.forEach(this::late);
    }

    boolean isQuiet() {
        return open.isEmpty();
    }

    private void late(Open ask) {
        long late = cluster.sim().nanoTime() - ask.deadline.nanoTime();
        checks.require(
                late <= GRACE.toNanos() || ask.pauses != ask.node.machine().pauses() || !ask.node.isOpen(),
                "an ask of " + ask.node.id() + " for " + ask.name + " hangs");
    }

    private static final class Open {

        private final SimNode node;
        private final ProcessName name;
        private final Deadline deadline;
        private final int pauses;
        private final boolean refused;

        Open(SimNode node, ProcessName name, Deadline deadline, int pauses, boolean refused) {
            this.node = node;
            this.name = name;
            this.deadline = deadline;
            this.pauses = pauses;
            this.refused = refused;
        }
    }
}

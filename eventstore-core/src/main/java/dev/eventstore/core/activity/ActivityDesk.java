package dev.eventstore.core.activity;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.wire.ActivityMessages.Describe;
import dev.eventstore.core.wire.ActivityMessages.Described;
import dev.eventstore.core.wire.ActivityMessages.Running;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Says what the subscriptions of a node do. Those that have subscribers are entered here; the others do nothing, and are neither
 * started nor kept alive by a question. One message asks about many: each tells in a turn of its own, and one that is too busy to
 * do so within half the asker's time is named as silent. Thread-safe.
 */
public final class ActivityDesk implements Process {

    private final TimeSource time;
    private final Map<ProcessName, Present> present = new ConcurrentHashMap<>();

    /**
     * A desk where nobody is entered.
     *
     * @param time the node's clock
     */
    public ActivityDesk(TimeSource time) {
        this.time = time;
    }

    /**
     * Enters a subscription, which has a subscriber now.
     *
     * @param name its process
     * @param self its mailbox
     * @param tells what it does; called in its own turns
     */
    public void enter(ProcessName name, Self self, Supplier<Running> tells) {
        present.put(name, new Present(self, tells));
    }

    /**
     * Strikes a subscription out, which has no subscriber any more. It does nothing if another process of the name is entered.
     *
     * @param name its process
     * @param self its mailbox
     */
    public void leave(ProcessName name, Self self) {
        Present left = present.get(name);
        if (left != null && left.isOf(self) && present.remove(name, left)) {
            left.leave();
        }
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        Ask ask = asks.get(0);
        if (ask.message() instanceof Describe describe) {
            describe(ask, describe.names());
        } else {
            ask.answer()
                    .completeExceptionally(new NotSupportedException("what subscriptions do is not asked for by "
                            + ask.message().getClass().getSimpleName()));
        }
        return CompletableFuture.completedStage(null);
    }

    private void describe(Ask ask, List<ProcessName> names) {
        Map<ProcessName, CompletableFuture<Optional<Running>>> answers = new LinkedHashMap<>();
        for (ProcessName name : names) {
            Present here = present.get(name);
            if (here != null) {
                answers.put(name, here.ask());
            }
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new));
        TimeSource.Timer end = time.schedule(ask.deadline().remaining(time).dividedBy(2), () -> all.complete(null));
        all.whenComplete((done, failure) -> {
            end.cancel();
            ask.answer().complete(described(answers));
        });
    }

    private static Described described(Map<ProcessName, CompletableFuture<Optional<Running>>> answers) {
        List<Running> running = new ArrayList<>();
        List<ProcessName> silent = new ArrayList<>();
        answers.forEach((name, answer) -> {
            if (answer.isDone()) {
                answer.getNow(Optional.empty()).ifPresent(running::add);
            } else {
                silent.add(name);
            }
        });
        return new Described(running, silent);
    }

    @Override
    public boolean isIdle() {
        return false;
    }
}

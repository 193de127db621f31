package dev.eventstore.core.subscription;

import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * New subscribers of a subscription that wait since its owner may have changed: one that was attached to the owner before comes
 * first. Confined to the mailbox of the subscription's process.
 */
final class Arrivals {

    private record Waiting(Ask ask, Attach attach) {}

    private final SubscriptionKey key;
    private final Views views;
    private final TimeSource time;
    private final Process.Self self;
    private final BiConsumer<Ask, Attach> admitted;
    private final Runnable over;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean timed;

    /**
     * Arrivals at one subscription.
     *
     * @param admitted given each that need not wait any more
     * @param over run when the time of those from before is over
     */
    Arrivals(
            SubscriptionKey key,
            SubscriptionContext context,
            Process.Self self,
            BiConsumer<Ask, Attach> admitted,
            Runnable over) {
        this.key = key;
        this.views = context.views();
        this.time = context.time();
        this.self = self;
        this.admitted = admitted;
        this.over = over;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Lets a subscriber wait if it has to. */
    boolean hold(Ask ask, Attach attach) {
        Duration rest = attach.standing().returning() ? Duration.ZERO : views.holdOff();
        if (rest.isZero()) {
            return false;
        }
        answer(remove(each -> each.attach().attachment().equals(attach.attachment())
                && each.attach().standing().number() < attach.standing().number()));
        waiting.add(new Waiting(ask, attach));
        admitIn(rest);
        return true;
    }

    /** An attachment does not want to come in any more. */
    void forget(UUID attachment) {
        answer(remove(each -> each.attach().attachment().equals(attachment)));
    }

    /** Nobody listens to these answers any more. */
    private static void answer(List<Waiting> over) {
        over.forEach(each -> each.ask().answer().complete(new Message.Done()));
    }

    /** The process moves, and with it whatever they wait for, those too who are attached and wait to go. */
    void leave(List<Ask> leaving) {
        List<Ask> open = new ArrayList<>(leaving);
        remove(each -> true).forEach(each -> open.add(each.ask()));
        open.forEach(ask -> ask.answer().completeExceptionally(new NotHandledException(key.process())));
    }

    /** Whether those from before have had their time; if not, the end of it will be told. */
    boolean isOver() {
        Duration rest = views.holdOff();
        if (!rest.isZero()) {
            admitIn(rest);
        }
        return rest.isZero();
    }

    private void admitIn(Duration rest) {
        if (!timed) {
            timed = true;
            time.schedule(
                    rest,
                    () -> self.run(() -> {
                        timed = false;
                        admit();
                    }));
        }
    }

    private void admit() {
        Duration rest = views.holdOff();
        if (!rest.isZero()) {
            admitIn(rest);
            return;
        }
        for (Waiting each : remove(each -> true)) {
            if (each.ask().deadline().hasPassed(time)) {
                // Whoever asked was told so, and will not come.
                each.ask()
                        .answer()
                        .completeExceptionally(new DeadlineExceededException(
                                "the deadline passed while a subscriber of " + key.name() + " of " + key.stream()
                                        + " waited for those from before the change of nodes; try again",
                                null));
            } else {
                admitted.accept(each.ask(), each.attach());
            }
        }
        over.run();
    }

    private List<Waiting> remove(Predicate<Waiting> which) {
        List<Waiting> removed = waiting.stream().filter(which).toList();
        waiting.removeAll(removed);
        return removed;
    }
}

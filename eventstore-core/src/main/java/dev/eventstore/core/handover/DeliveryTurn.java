package dev.eventstore.core.handover;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.FailurePolicy.Then;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * One delivery on its way to the subscriber. Where the policy is to skip or to park, it goes on event by event after a failure,
 * until the failing event is found. Its steps do not overlap.
 */
final class DeliveryTurn {

    private record Item(StoredEvent event, long place) {}

    private final Handover handover;
    private final Host host;
    private final FailurePolicy policy;
    private final long generation;
    private final Deque<Item> left = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Up to which place events were handed over, whether that failed or not. */
    private volatile long tried;

    private boolean single;
    private int failed;

    DeliveryTurn(Handover handover, Host host, List<StoredEvent> events, long before, long generation) {
        this.handover = handover;
        this.host = host;
        this.policy = handover.policy();
        this.generation = generation;
        this.tried = before;
        for (StoredEvent event : events) {
            left.addLast(new Item(event, before + left.size() + 1));
        }
    }

    CompletionStage<Void> ended() {
        return ended;
    }

    /** Goes on until there is nothing left, or something to wait for. */
    void go() {
        boolean more = true;
        while (more) {
            left.removeIf(item -> item.place() <= tried && !host.isOpen(item.place()));
            if (left.isEmpty() || host.isOver(generation)) {
                ended.complete(null);
                return;
            }
            List<Item> chunk = single ? List.of(left.getFirst()) : List.copyOf(left);
            try {
                handOver(chunk);
                leave(chunk.get(chunk.size() - 1).place());
                failed = 0;
            } catch (Throwable failure) {
                more = goesOn(chunk, failure);
            }
        }
    }

    /** What is left begins behind this place. */
    private void leave(long place) {
        while (!left.isEmpty() && left.getFirst().place() <= place) {
            left.removeFirst();
        }
    }

    /** In order: what is passed over counts as acknowledged with what is open before it, and must not come before that is. */
    private void handOver(List<Item> chunk) throws Exception {
        List<RecordedEvent> batch = new ArrayList<>(chunk.size());
        for (Item item : chunk) {
            if (handover.takeParked(item.event().number())) {
                tried = Math.max(tried, item.place());
                host.dropped(item.event().number(), item.place(), generation);
                continue;
            }
            RecordedEvent event = handover.prepared(item.event());
            if (event == null) {
                tried = Math.max(tried, item.place());
                host.passedOver(item.event().number(), item.place(), generation);
            } else {
                batch.add(event);
                if (item.place() > tried) {
                    host.handedOver(event, item.place(), generation);
                    tried = item.place();
                }
            }
        }
        if (!batch.isEmpty() && !host.isOver(generation)) {
            handover.call(batch);
        }
    }

    /** Whether the next step can be made at once. */
    private boolean goesOn(List<Item> chunk, Throwable failure) {
        StoredEvent first = chunk.get(0).event();
        boolean found = chunk.size() == 1 || policy.then() == Then.STOP;
        failed = found ? failed + 1 : 0;
        single = policy.then() != Then.STOP;
        boolean exhausted = found && failed >= policy.attempts();
        if (host.isOver(generation) && !(exhausted && policy.then() == Then.STOP)) {
            ended.complete(null);
            return false;
        }
        if (!found && policy.attempts() == 1) {
            return true;
        }
        if (!exhausted) {
            handover.retry(first, failed, failure, generation, this::go);
            return false;
        }
        return switch (policy.then()) {
            case STOP -> stop(failure);
            case SKIP -> skip(chunk.get(0), failure);
            case PARK -> park(chunk.get(0), failure);
        };
    }

    private boolean stop(Throwable failure) {
        host.failed(failure);
        ended.complete(null);
        return false;
    }

    private boolean skip(Item item, Throwable failure) {
        handover.skipped(item.event(), failure);
        left.remove(item);
        host.dropped(item.event().number(), item.place(), generation);
        reset();
        return true;
    }

    private boolean park(Item item, Throwable failure) {
        handover.parks(item.event(), failure);
        int attempts = failed;
        reset();
        BooleanSupplier over = () -> host.isOver(generation) || item.place() <= tried && !host.isOpen(item.place());
        CompletableFuture<Void> settled = new CompletableFuture<>();
        handover.await(settled, generation, this::go);
        // Nothing of this turn is touched after that: it may go on elsewhere.
        host.park(item.event(), Handover.text(failure), attempts, over).whenComplete((numbers, refusal) -> {
            if (refusal != null) {
                host.failed(Failures.unwrap(refusal));
            } else {
                handover.parked(numbers);
            }
            settled.complete(null);
        });
        return false;
    }

    /** The failing event is found: the rest is handed over as one again. */
    private void reset() {
        failed = 0;
        single = false;
    }
}

package dev.eventstore.core.subscription;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * What all subscribers of one subscription together have seen, checked at each step against what a subscription promises:
 * no event is passed over, and what was acknowledged durably does not come again.
 */
final class Deliveries {

    private final LongPredicate wanted;
    private final boolean strict;
    private final List<String> violations = new ArrayList<>();
    private final NavigableSet<Long> acknowledged = new TreeSet<>();
    private final Map<Object, List<String>> waiting = new HashMap<>();
    private long durable;

    /** Checks a subscription that is about the numbers that {@code wanted} accepts. */
    Deliveries(LongPredicate wanted) {
        this(wanted, false);
    }

    /** If strict, no subscriber gets an event again unless {@link Seen#takenBack} was told. */
    Deliveries(LongPredicate wanted, boolean strict) {
        this.wanted = wanted;
        this.strict = strict;
    }

    /** The acknowledgements of which nothing was heard. */
    List<String> waiting() {
        return waiting.values().stream().flatMap(List::stream).toList();
    }

    /** A node has died, with whoever waited there. */
    void forget(Object node) {
        waiting.remove(node);
    }

    /** An owner has told a checkpoint. */
    void checkpoint(long number) {
        require(isDone(number), "the checkpoint is " + number + ", but " + firstOpen(number) + " was not acknowledged");
    }

    /** Whether every wanted number up to this one was acknowledged. */
    boolean isDone(long last) {
        return firstOpen(last) > last;
    }

    /** What went against the promises; a subscriber must not throw, since that would end it and no more. */
    List<String> violations() {
        return violations;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            violations.add(what);
        }
    }

    private long firstOpen(long last) {
        long number = 1;
        while (number <= last && (!wanted.test(number) || acknowledged.contains(number))) {
            number++;
        }
        return number;
    }

    /** One subscriber from its attachment to its end. */
    final class Seen implements Subscriber {

        final List<Long> numbers = new ArrayList<>();
        final List<Long> open = new ArrayList<>();
        final List<Optional<EventStoreException>> ends = new ArrayList<>();
        private final List<RecordedEvent> events = new ArrayList<>();
        private final long durableBefore = durable;
        private final int buffer;
        private final Object node;
        private long newest;
        private boolean takenBack;

        Seen(int buffer) {
            this(buffer, "somewhere");
        }

        /** A subscriber whose acknowledgements are forgotten with its node. */
        Seen(int buffer, Object node) {
            this.buffer = buffer;
            this.node = node;
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            require(ends.isEmpty(), "nothing comes after the end");
            if (batch.get(0).number() <= newest) {
                require(!strict || takenBack, batch.get(0).number() + " came after " + newest);
                // Taken back and delivered again: nothing that was held counts any more.
                open.clear();
                events.clear();
            }
            for (RecordedEvent event : batch) {
                long number = event.number();
                require(wanted.test(number), number + " was not asked for");
                long before = firstOpen(number - 1);
                while (before < number
                        && (open.contains(before) || acknowledged.contains(before) || !wanted.test(before))) {
                    before++;
                }
                require(before == number, number + " came though " + before + " was not handled");
                require(number > durableBefore, number + " came though it was durable");
                numbers.add(number);
                open.add(number);
                events.add(event);
                newest = number;
            }
            // What it held when it was away, and another has handled meanwhile, does not count.
            long held = open.stream()
                    .filter(number -> !acknowledged.contains(number))
                    .count();
            require(held <= buffer, open + " exceed the buffer of " + buffer);
        }

        /** What it holds will come again. */
        void takenBack() {
            takenBack = true;
        }

        /** Acknowledges some of the events that were handed over, at least one. */
        void acknowledge(Subscription subscription, int count) {
            RecordedEvent last = events.get(count - 1);
            List<Long> handled = List.copyOf(open.subList(0, count));
            acknowledged.addAll(handled);
            open.subList(0, count).clear();
            events.subList(0, count).clear();
            String name = "of " + node + ": " + last.number();
            List<String> mine = waiting.computeIfAbsent(node, first -> new ArrayList<>());
            mine.add(name);
            subscription.ack(last).whenComplete((done, failure) -> {
                mine.remove(name);
                if (failure == null) {
                    durable = Math.max(durable, last.number());
                } else {
                    require(failure instanceof LeaseLostException, String.valueOf(failure));
                }
            });
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            ends.add(cause);
            require(ends.size() == 1, "it ended " + ends);
        }
    }
}

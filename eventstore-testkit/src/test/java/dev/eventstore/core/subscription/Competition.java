package dev.eventstore.core.subscription;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What competing subscribers of one subscription have seen together, checked at each step: nothing is passed over, no checkpoint
 * stands above what nobody acknowledged, and no two who are in touch with the owner work on one key.
 */
final class Competition {

    private final TreeMap<Long, Optional<String>> wanted = new TreeMap<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private final List<Seen> all = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final boolean strict;

    /** If strict, all nodes that live are in touch with the owner, and nobody is given what another holds. */
    Competition(boolean strict) {
        this.strict = strict;
    }

    void append(long number, Optional<String> key) {
        wanted.put(number, key);
    }

    /** An owner has told a checkpoint. */
    void checkpoint(long number) {
        wanted.headMap(number, true).keySet().stream()
                .filter(open -> !acknowledged.contains(open))
                .findFirst()
                .ifPresent(open -> violations.add("the checkpoint is " + number + ", but " + open + " is open"));
    }

    boolean isDone() {
        return acknowledged.containsAll(wanted.keySet());
    }

    /** What nobody has acknowledged, and what happened to it. */
    List<Object> open() {
        List<Object> open = new ArrayList<>(wanted.keySet());
        open.removeAll(acknowledged);
        open.add(String.join("\n", log));
        return open;
    }

    List<String> violations() {
        return violations.isEmpty() ? violations : List.of(violations.get(0), String.join("\n", log));
    }

    /** One subscriber from its attachment to its end. */
    final class Seen implements Subscriber {

        final List<RecordedEvent> open = new ArrayList<>();
        private final String name;
        private final int buffer;
        private boolean gone;
        private boolean ended;

        Seen(String name, int buffer) {
            this.name = name;
            this.buffer = buffer;
            all.add(this);
        }

        boolean isGone() {
            return gone;
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            for (RecordedEvent event : batch) {
                handed(event);
            }
            if (open.size() > buffer) {
                violations.add(name + " holds " + numbers() + ", more than " + buffer);
            }
        }

        private void handed(RecordedEvent event) {
            long number = event.number();
            Optional<String> key = wanted.get(number);
            log.add(name + " got " + number + " of " + key);
            if (key == null || ended) {
                violations.add(name + " got " + number + (ended ? " after its end" : ", which nobody asked for"));
                return;
            }
            for (Seen other : all) {
                if (strict && !other.gone && (other != this || other.numbers().contains(number))) {
                    if (other.numbers().contains(number)
                            || key.isPresent() && other.keys().contains(key)) {
                        violations.add(name + " got " + number + " of " + key + " though " + other.name + " holds "
                                + other.numbers());
                    }
                }
            }
            if (key.isPresent()) {
                for (Map.Entry<Long, Optional<String>> each :
                        wanted.headMap(number).entrySet()) {
                    if (each.getValue().equals(key)
                            && !acknowledged.contains(each.getKey())
                            && !numbers().contains(each.getKey())) {
                        violations.add(name + " got " + number + ", which overtakes " + each.getKey());
                    }
                }
            }
            open.add(event);
        }

        private List<Long> numbers() {
            return open.stream().map(RecordedEvent::number).toList();
        }

        private List<Optional<String>> keys() {
            return numbers().stream().map(wanted::get).toList();
        }

        /** Acknowledges the first of what it holds. */
        void acknowledge(Subscription subscription, int count) {
            RecordedEvent last = open.get(count - 1);
            open.subList(0, count).forEach(event -> acknowledged.add(event.number()));
            log.add(name + " acknowledges " + numbers().subList(0, count));
            open.subList(0, count).clear();
            subscription.ack(last).whenComplete((done, failure) -> {
                if (failure != null && !(failure instanceof LeaseLostException)) {
                    violations.add(name + " could not acknowledge: " + failure);
                }
            });
        }

        /** What it holds is not its own any more. */
        void takenBack() {
            log.add(name + " loses " + numbers());
            open.clear();
        }

        /** It is told, or is about to be told, that it has nothing any more; or it is dead. */
        void leave() {
            if (!gone) {
                log.add(name + " goes with " + numbers());
            }
            gone = true;
        }

        /** Its node has died, and whoever waited there. */
        void die() {
            leave();
            ended = true;
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            log.add(name + " ended with " + cause);
            leave();
            ended = true;
        }
    }
}

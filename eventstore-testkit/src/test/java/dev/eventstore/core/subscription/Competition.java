package dev.eventstore.core.subscription;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What competing subscribers of one subscription have seen together, checked at each step: nothing is passed over, no checkpoint
 * stands above what nobody acknowledged, and no two who are in touch with the owner work on one key.
 */
final class Competition {

    private final TreeMap<Long, Optional<String>> wanted = new TreeMap<>();
    private final Set<Long> acknowledged = new HashSet<>();

    /** Those that are below a checkpoint, as their subscribers were told. */
    private final Set<Long> durable = new HashSet<>();

    private final List<Seen> all = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final boolean strict;
    private final Refusals refusals;
    private final LongSupplier epoch;
    private boolean deleting;

    /**
     * If strict, all nodes that live are in touch with the owner, and nobody is given what another holds.
     *
     * @param epoch that of the owner
     */
    Competition(boolean strict, Refusals refusals, LongSupplier epoch) {
        this.strict = strict;
        this.epoch = epoch;
        this.refusals = refusals;
    }

    void append(long number, Optional<String> key) {
        wanted.put(number, key);
        refusals.appended(number);
    }

    /** The subscription is about to be deleted, and what is parked with it; a checkpoint of before may still be on its way. */
    void deleting() {
        deleting = true;
    }

    /** The subscription was deleted, and whoever comes begins anew. */
    void deleted() {
        deleting = false;
        log.add("deleted");
        acknowledged.clear();
        durable.clear();
        refusals.deleted();
    }

    private boolean isHandled(long number) {
        return acknowledged.contains(number) || refusals.isSkipped(number);
    }

    /** An owner has told a checkpoint. */
    void checkpoint(long number) {
        if (deleting) {
            return;
        }
        Set<Long> parked = refusals.parked().keySet();
        wanted.headMap(number, true).keySet().stream()
                .filter(open -> !isHandled(open) && !parked.contains(open))
                .findFirst()
                .ifPresent(open -> violations.add("the checkpoint is " + number + ", but " + open + " is open"));
    }

    boolean isDone() {
        return wanted.keySet().stream().allMatch(this::isHandled)
                && refusals.parked().isEmpty();
    }

    /** What nobody has acknowledged, and what happened to it. */
    List<Object> open() {
        List<Object> open = new ArrayList<>(wanted.keySet());
        wanted.keySet().stream().filter(this::isHandled).forEach(open::remove);
        open.add("parked " + refusals.parked());
        open.add(String.join("\n", log));
        return open;
    }

    List<String> violations() {
        refusals.violation(acknowledged).ifPresent(violations::add);
        return violations.isEmpty() ? violations : List.of(violations.get(0), String.join("\n", log));
    }

    /** One subscriber from its attachment to its end. */
    final class Seen implements Subscriber {

        final List<RecordedEvent> open = new ArrayList<>();

        /** Those that were parked when they came, and the epoch then: they come beside the buffer, and end with the owner. */
        private final Map<Long, Long> replayed = new HashMap<>();

        private final String name;
        private final int buffer;

        /** Whether it has attached. */
        boolean isThere;

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
            refuse(batch.stream().map(RecordedEvent::number).toList());
            for (RecordedEvent event : batch) {
                handed(event);
            }
            long ordinary = numbers().stream()
                    .filter(each -> !replayed.containsKey(each) && !acknowledged.contains(each))
                    .count();
            // What others have handled while it was away does not count. One that is replayed may be parked no more
            // when it comes, if it was handled under another owner meanwhile.
            if (ordinary > buffer && (strict || !refusals.parks())) {
                violations.add(name + " holds " + numbers() + ", more than " + buffer);
            }
        }

        private void refuse(List<Long> batch) {
            if (batch.stream().anyMatch(refusals::isSick)) {
                log.add(name + " fails at " + batch);
                if (batch.size() == 1) {
                    refusals.refused(batch.get(0), wanted.getOrDefault(batch.get(0), Optional.empty()));
                }
                throw new IllegalStateException("this is wrong with " + batch);
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
            if (strict) {
                alone(number, key);
            }
            TreeMap<Long, Optional<String>> parked = refusals.parked();
            boolean again = refusals.parks() && acknowledged.contains(number);
            if (again || parked.containsKey(number)) {
                // One that was handled already, of which the owner has not heard, comes again and keeps nobody waiting.
                replayed.put(number, again ? -1 : epoch.getAsLong());
            } else {
                replayed.remove(number);
            }
            if (strict) {
                inOrder(number, key, parked);
            }
            if (key.isPresent()) {
                for (Map.Entry<Long, Optional<String>> each :
                        wanted.headMap(number).entrySet()) {
                    if (each.getValue().equals(key)
                            && !isHandled(each.getKey())
                            && !numbers().contains(each.getKey())) {
                        violations.add(name + " got " + number + ", which overtakes " + each.getKey());
                    }
                }
            }
            // What is replayed under the next owner comes again, to whoever still has it from the last.
            open.removeIf(each -> each.number() == number);
            open.add(event);
        }

        /** Where nobody is cut off, nobody else works on it, or on one of its key. */
        private void alone(long number, Optional<String> key) {
            for (Seen other : all) {
                List<Long> held = other.held();
                boolean beside = other != this
                        && key.isPresent()
                        && held.stream().map(wanted::get).anyMatch(key::equals);
                if (!other.gone && (held.contains(number) || beside)) {
                    violations.add(name + " got " + number + " of " + key + " though " + other.name + " holds " + held);
                }
            }
        }

        /** Where nobody is cut off, what is parked comes only if it is replayed, and nothing comes that is behind it. */
        private void inOrder(long number, Optional<String> key, TreeMap<Long, Optional<String>> parked) {
            if (parked.containsKey(number) && !refusals.isAsked(number, key)) {
                violations.add(name + " got " + number + ", which is parked");
            }
            if (key.isPresent() && parked.headMap(number).containsValue(key)) {
                violations.add(name + " got " + number + " of " + key + " though " + parked + " is parked");
            }
            if (durable.contains(number)) {
                violations.add(name + " got " + number + " again, which is below the checkpoint");
            }
        }

        /** What it holds of the owner that there is now. */
        private List<Long> held() {
            return numbers().stream()
                    .filter(each -> replayed.getOrDefault(each, epoch.getAsLong()) == epoch.getAsLong())
                    .toList();
        }

        private List<Long> numbers() {
            return open.stream().map(RecordedEvent::number).toList();
        }

        /** Acknowledges the first of what it holds. */
        void acknowledge(Subscription subscription, int count) {
            List<RecordedEvent> done = List.copyOf(open.subList(0, count));
            List<Long> numbers = done.stream().map(RecordedEvent::number).toList();
            acknowledged.addAll(numbers);
            log.add(name + " acknowledges " + numbers);
            open.subList(0, count).clear();
            // What is parked, or was when it came, may be above the checkpoint, and comes again then, but only then.
            Set<Long> parked = new HashSet<>(refusals.parked().keySet());
            parked.addAll(replayed.keySet());
            // Each by itself: one that is replayed is acknowledged alone.
            done.forEach(event -> subscription.ack(event).whenComplete((nothing, failure) -> {
                if (failure != null && !(failure instanceof LeaseLostException)) {
                    violations.add(name + " could not acknowledge: " + failure);
                } else if (failure == null
                        && (!parked.contains(event.number())
                                || event.number() <= subscription.checkpoint().orElse(-1))) {
                    durable.add(event.number());
                }
            }));
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

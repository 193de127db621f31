package dev.eventstore.it.history;

import dev.eventstore.api.RecordedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Judges what competing subscribers wrote down: each event came to one of them, an event of a stream only when the one before it
 * was handled where it had come last, and none again that was acknowledged. Used by one thread.
 */
public final class DeliveryChecker {

    private final List<Outage> outages;
    private final boolean ordered;
    private final Map<Long, String> acknowledged = new HashMap<>();
    private final Map<Long, Integer> deliveries = new HashMap<>();
    private final Map<String, Map<Long, Delivery>> streams = new HashMap<>();

    /** What a node got that was lost then or later. */
    private final Set<Place> taken = new HashSet<>();

    private final List<String> wrong = new ArrayList<>();

    private DeliveryChecker(boolean ordered, List<Outage> outages) {
        this.ordered = ordered;
        this.outages = outages;
    }

    /**
     * What became of an event, at a time that all logs share. Immutable.
     *
     * @param log whose subscriber it was
     * @param nanos when
     * @param what {@code delivered}, {@code handled} before it was acknowledged, or {@code acknowledged} for good
     * @param position the event
     * @param stream its stream
     * @param version its version there
     */
    public record Step(String log, long nanos, String what, long position, String stream, long version) {

        /** A line of a log. */
        public static Step of(String log, String line) {
            String[] words = line.split(" ");
            return new Step(
                    log,
                    Long.parseLong(words[0]),
                    words[1],
                    Long.parseLong(words[2]),
                    words[3],
                    Long.parseLong(words[4]));
        }
    }

    /**
     * A time in which a node was lost to the others, and did not know. What it had taken its consumers get while it is, or when it
     * is back. Immutable.
     *
     * @param node its number
     * @param from since when
     * @param until when it was back
     */
    public record Outage(int node, long from, long until) {

        private boolean precedesEnd(Step step) {
            return step.log().contains("-node" + node + "-") && step.nanos() - until <= 0;
        }

        private boolean covers(Step step) {
            return precedesEnd(step) && step.nanos() - from >= 0;
        }
    }

    private record Delivery(String log, boolean handled) {}

    private record Place(String log, long position) {}

    /**
     * Checks logs.
     *
     * @param steps those of all logs, each log's in its order
     * @param expected the events that had to come
     * @param ordered whether those of a stream had to come one after the other
     * @param outages when nodes were lost
     * @return what is wrong, empty if nothing is
     */
    public static List<String> check(
            List<Step> steps, List<RecordedEvent> expected, boolean ordered, List<Outage> outages) {
        DeliveryChecker checker = new DeliveryChecker(ordered, outages);
        steps.stream().sorted(Comparator.comparingLong(Step::nanos)).forEach(checker::follow);
        expected.stream()
                .filter(event -> !checker.deliveries.containsKey(event.position()))
                .forEach(event -> checker.wrong.add("event " + event.position() + " came to nobody"));
        return List.copyOf(checker.wrong);
    }

    /**
     * How many deliveries came again.
     *
     * @param steps those of all logs
     */
    public static long again(List<Step> steps) {
        Predicate<Step> delivered = step -> step.what().equals("delivered");
        return steps.stream().filter(delivered).count()
                - steps.stream()
                        .filter(delivered)
                        .map(Step::position)
                        .distinct()
                        .count();
    }

    private void follow(Step step) {
        Map<Long, Delivery> stream = streams.computeIfAbsent(step.stream(), name -> new HashMap<>());
        switch (step.what()) {
            case "delivered" -> delivered(step, stream);
            case "handled" ->
                stream.computeIfPresent(
                        step.version(),
                        (version, last) -> last.log().equals(step.log()) ? new Delivery(last.log(), true) : last);
            default -> {
                // Who was lost is told that an event is durable, too, whoever has handled it in the end, perhaps before
                // that one is.
                String first = acknowledged.putIfAbsent(step.position(), step.log());
                if (first != null && !first.equals(step.log()) && !wasLost(first, step) && !wasLost(step.log(), step)) {
                    wrong.add("event " + step.position() + " was acknowledged by " + first + " and by " + step.log());
                }
            }
        }
    }

    private boolean wasLost(String log, Step step) {
        return taken.contains(new Place(log, step.position()));
    }

    private void delivered(Step step, Map<Long, Delivery> stream) {
        deliveries.merge(step.position(), 1, Integer::sum);
        if (outages.stream().anyMatch(outage -> outage.precedesEnd(step))) {
            taken.add(new Place(step.log(), step.position()));
        }
        if (outages.stream().anyMatch(outage -> outage.covers(step))) {
            // It may also be one that came after the pause as it should.
            stream.putIfAbsent(step.version(), new Delivery(step.log(), false));
            return;
        }
        if (acknowledged.containsKey(step.position())) {
            wrong.add("event " + step.position() + " came to " + step.log() + " although it had been acknowledged");
        }
        Delivery before = stream.get(step.version() - 1);
        boolean due = step.version() == 1
                || before != null && (before.handled() || before.log().equals(step.log()));
        if (ordered && !due) {
            wrong.add("version " + step.version() + " of " + step.stream() + " came to " + step.log() + " while "
                    + (before == null
                            ? "the one before it had come to nobody"
                            : before.log() + " had the one before it"));
        }
        stream.put(step.version(), new Delivery(step.log(), false));
    }
}

package dev.eventstore.cli.bench.measure;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Medians over rounds. Stateless. */
public final class Medians {

    private Medians() {}

    /**
     * The median of what each round says.
     *
     * @param rounds the rounds
     * @param value what one says
     * @param <T> a round
     * @return the median, not a number if there is no round
     */
    public static <T> double of(List<T> rounds, ToDoubleFunction<T> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The median of the ratios within each round: two measurements that followed each other.
     *
     * @param ours one measurement of each round
     * @param yardstick the other one
     * @param ratio of one round
     * @return the median, not a number if there is no round
     */
    public static double ofRatios(List<Sample> ours, List<Sample> yardstick, ToDoubleBiFunction<Sample, Sample> ratio) {
        List<Integer> rounds = IntStream.range(0, Math.min(ours.size(), yardstick.size()))
                .boxed()
                .toList();
        return of(rounds, round -> ratio.applyAsDouble(ours.get(round), yardstick.get(round)));
    }
}

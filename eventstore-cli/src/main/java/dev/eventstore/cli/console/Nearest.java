package dev.eventstore.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word was meant by one that is mistyped. */
final class Nearest {

    private Nearest() {}

    /**
     * The word that takes the fewest changes: a letter more, less, another, or two that changed places.
     *
     * @param typed what was typed
     * @param words what there is
     * @return the nearest word; empty if each would take more than a change for every three letters, rounded up
     */
    static Optional<String> to(String typed, Collection<String> words) {
        int most = (typed.length() + 2) / 3;
        return words.stream()
                .filter(word -> changes(typed, word) <= most)
                .min(Comparator.<String>comparingInt(word -> changes(typed, word))
                        .thenComparing(word -> word));
    }

    /** The distance of Damerau and Levenshtein, as optimal string alignment: no part is changed twice. */
    private static int changes(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}

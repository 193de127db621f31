package dev.eventstore.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jline.utils.Levenshtein;

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
                .filter(word -> Levenshtein.distance(typed, word) <= most)
                .min(Comparator.<String>comparingInt(word -> Levenshtein.distance(typed, word))
                        .thenComparing(word -> word));
    }
}

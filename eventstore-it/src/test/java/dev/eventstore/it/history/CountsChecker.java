package dev.eventstore.it.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * Compares what was added to counters, by ones, with what they have come to: each has what was acknowledged and at most what
 * has no outcome on top, and no two calls were told the same total, as they would be by a counter that lost some. Used by one
 * thread.
 */
public final class CountsChecker {

    private final Map<Integer, Set<Long>> told = new HashMap<>();
    private final Map<Integer, Integer> open = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    private CountsChecker() {}

    /**
     * Checks counters.
     *
     * @param logs a file for each node's clients: {@code CALL asks COUNTER}, then {@code CALL gets TOTAL}, {@code CALL
     *     is-refused CAUSE}, or nothing
     * @param counters how many there are
     * @param totals what each has come to, asked when no client asks any more
     * @return what is wrong, empty if nothing is
     */
    public static List<String> check(List<Path> logs, int counters, IntToLongFunction totals) {
        CountsChecker checker = new CountsChecker();
        logs.forEach(checker::read);
        for (int counter = 0; counter < counters; counter++) {
            checker.compare(counter, totals.applyAsLong(counter));
        }
        return List.copyOf(checker.wrong);
    }

    /**
     * How many calls were answered with a total.
     *
     * @param logs the files
     */
    public static long answered(List<Path> logs) {
        return logs.stream()
                .flatMap(log -> lines(log).stream())
                .filter(line -> line.contains(" gets "))
                .count();
    }

    private void read(Path log) {
        Map<String, Integer> asked = new HashMap<>();
        for (String line : lines(log)) {
            String[] words = line.split(" ");
            if (words[1].equals("asks")) {
                asked.put(words[0], Integer.parseInt(words[2]));
                continue;
            }
            int counter = asked.remove(words[0]);
            if (words[1].equals("gets")
                    && !told.computeIfAbsent(counter, each -> new HashSet<>()).add(Long.parseLong(words[2]))) {
                wrong.add("counter " + counter + " has told two callers that it came to " + words[2]);
            }
        }
        asked.values().forEach(counter -> open.merge(counter, 1, Integer::sum));
    }

    private void compare(int counter, long total) {
        int least = told.getOrDefault(counter, Set.of()).size();
        int most = least + open.getOrDefault(counter, 0);
        if (total < least || total > most) {
            wrong.add("counter " + counter + " has come to " + total + ", but " + least
                    + " calls were acknowledged and " + (most - least) + " have no outcome");
        }
    }

    /** The whole lines: a program that was killed may have left half a line. */
    private static List<String> lines(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package dev.eventstore.testkit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** What the threads of this program do, for a failure whose cause would be gone when somebody looks. Stateless. */
final class Stacks {

    private Stacks() {}

    /** The threads of stores, and those that run code of ours: each with its name, its state and where it is. */
    static String ours() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(Stacks::isOurs)
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .map(entry -> entry.getKey().getName() + ", " + entry.getKey().getState()
                        + Arrays.stream(entry.getValue())
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isOurs(Map.Entry<Thread, StackTraceElement[]> entry) {
        return entry.getKey().getName().startsWith("eventstore-")
                || Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("dev.eventstore."));
    }
}

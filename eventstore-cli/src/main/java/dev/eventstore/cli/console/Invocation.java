package dev.eventstore.cli.console;

import java.util.function.BooleanSupplier;

/**
 * What a command gets from the program around it. Immutable.
 *
 * @param console where it speaks
 * @param stopRequested whether the user asked it to end; its thread is interrupted, too
 */
public record Invocation(Console console, BooleanSupplier stopRequested) {}

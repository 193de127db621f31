package dev.eventstore.testkit.registry;

import dev.eventstore.core.process.Message;

/** What the suites send to their processes and get back. */
final class SuiteMessages {

    private SuiteMessages() {}

    /** Adds to a counter; answered by {@link Total}. */
    record Add(int amount) implements Message {}

    /** What a counter has come to since its process was started; {@code start} tells one start from another. */
    record Total(int amount, int start) implements Message {}

    /** Answered by an equal message. */
    record Echo(String text, boolean urgent) implements Message {}

    /** Answered by a failure with facts, though the process goes on. */
    record Refuse(String stream, long actual) implements Message {}

    /** Makes the process fail, with a failure of the store's own kinds or with another one. */
    record Crash(boolean typed) implements Message {}
}

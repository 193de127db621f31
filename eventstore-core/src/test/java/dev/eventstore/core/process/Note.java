package dev.eventstore.core.process;

/** A message of the tests. */
record Note(String text, boolean urgent) implements Message {

    Note(String text) {
        this(text, false);
    }
}

package dev.eventstore.core.supervisor;

import dev.eventstore.core.process.Message;

/** A message of the tests. */
record Note(String text, boolean urgent) implements Message {

    Note(String text) {
        this(text, false);
    }
}

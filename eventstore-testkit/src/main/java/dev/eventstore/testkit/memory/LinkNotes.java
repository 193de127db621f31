package dev.eventstore.testkit.memory;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which streams were linked to and deleted, in this order; the place of each is its id. Not thread-safe: guarded by the lock of its
 * {@link InMemoryDatabase}.
 */
final class LinkNotes {

    private record Note(StreamId stream, boolean removed) {}

    private final List<Note> notes = new ArrayList<>();

    /** Returns the id of the link or deletion. */
    long add(StreamId stream, boolean removed) {
        notes.add(new Note(stream, removed));
        return notes.size();
    }

    long last() {
        return notes.size();
    }

    NewLinks after(long id, int limit) {
        int from = (int) Math.min(id, notes.size());
        int to = Math.min(from + limit, notes.size());
        List<Note> found = notes.subList(from, to);
        return new NewLinks(
                found.stream().map(note -> note.stream().value()).collect(Collectors.toUnmodifiableSet()),
                Math.max(id, to),
                found.stream().anyMatch(Note::removed));
    }
}

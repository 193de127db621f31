package dev.eventstore.testkit.memory.table;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which streams were linked to and deleted, in this order; the place of each is its id. Not thread-safe: guarded by the lock of its
 * database.
 */
public final class LinkNotes {

    private record Note(StreamId stream, boolean removed) {}

    private final List<Note> notes = new ArrayList<>();

    /** Nothing was linked or deleted yet. */
    public LinkNotes() {}

    /**
     * Notes one.
     *
     * @param stream the stream
     * @param removed whether it was deleted
     * @return the id of the link or deletion
     */
    public long add(StreamId stream, boolean removed) {
        notes.add(new Note(stream, removed));
        return notes.size();
    }

    /**
     * Adds those of another store, in their order.
     *
     * @param others the others
     */
    public void addAll(LinkNotes others) {
        notes.addAll(others.notes);
    }

    /**
     * The newest.
     *
     * @return its id, 0 if there is none
     */
    public long last() {
        return notes.size();
    }

    /**
     * What follows.
     *
     * @param id an id
     * @param limit how many at most
     * @return the streams, and up to which id they are told
     */
    public NewLinks after(long id, int limit) {
        int from = (int) Math.min(id, notes.size());
        int to = Math.min(from + limit, notes.size());
        List<Note> found = notes.subList(from, to);
        return new NewLinks(
                found.stream().map(note -> note.stream().value()).collect(Collectors.toUnmodifiableSet()),
                Math.max(id, to),
                found.stream().anyMatch(Note::removed));
    }
}

package dev.eventstore.testkit.memory;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.memory.table.FilterScan;
import dev.eventstore.testkit.memory.table.LinkNotes;
import dev.eventstore.testkit.memory.table.Micros;
import dev.eventstore.testkit.memory.table.StreamEntries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All events with their streams and ids; what was removed leaves nulls. Not thread-safe: guarded by the lock of its {@link InMemoryDatabase}.
 */
final class EventLog {

    private final Instant createdAt;
    private final List<@Nullable StoredEvent> all = new ArrayList<>();
    private final Map<StreamId, StreamEntries> streams = new HashMap<>();
    private final Map<UUID, StoredEvent> byId = new HashMap<>();
    private final LinkNotes links = new LinkNotes();

    EventLog(Instant createdAt) {
        this.createdAt = createdAt;
    }

    /** Ids decide first; only where none is known is the expectation looked at. */
    AppendResult append(AppendRequest request) {
        List<StoredEvent> known = request.events().stream()
                .map(e -> byId.get(e.id()))
                .filter(e -> e != null)
                .toList();
        if (!known.isEmpty()) {
            return repeated(request, known);
        }
        requireNotDeleted(request.stream());
        long version = lastNumber(request.stream());
        checkExpectation(request.stream(), request.expected(), version);
        for (NewEvent event : request.events()) {
            add(request.stream(), event, request.createdAt());
        }
        return new AppendResult(request.stream(), version + 1, lastNumber(request.stream()), head());
    }

    ImportResult importBatch(List<ImportEvent> events) {
        int written = 0;
        for (ImportEvent event : events) {
            if (!byId.containsKey(event.event().id())) {
                requireNotDeleted(event.stream());
            }
        }
        for (ImportEvent event : events) {
            if (!byId.containsKey(event.event().id())) {
                add(event.stream(), event.event(), event.createdAt());
                written++;
            }
        }
        return new ImportResult(written, events.size() - written, head());
    }

    List<StoredEvent> read(ReadRequest request) {
        List<@Nullable StoredEvent> events = readable(request.stream());
        List<StoredEvent> page = new ArrayList<>();
        int step = request.backward() ? -1 : 1;
        long number = request.backward() ? Math.min(request.from(), events.size()) : Math.max(request.from(), 1);
        while (number >= 1 && number <= events.size() && page.size() < request.limit()) {
            StoredEvent event = events.get((int) number - 1);
            if (event != null) {
                page.add(event);
            }
            number += step;
        }
        return List.copyOf(page);
    }

    ReadRequest.Scanned read(ReadRequest.Filtered request) {
        return FilterScan.of(readable(request.page().stream()), request);
    }

    private List<@Nullable StoredEvent> readable(StreamId stream) {
        if (!stream.isAll() && !streams.containsKey(stream)) {
            throw new StreamNotFoundException(stream);
        }
        requireNotDeleted(stream);
        return stream.isAll() ? all : streams.get(stream).events();
    }

    Optional<StreamInfo> info(StreamId stream) {
        if (stream.isAll()) {
            return Optional.of(new StreamInfo(stream, head(), createdAt));
        }
        requireNotDeleted(stream);
        return Optional.ofNullable(streams.get(stream)).map(entries -> entries.info(stream));
    }

    List<StreamInfo> streams() {
        List<StreamInfo> infos = new ArrayList<>();
        infos.add(new StreamInfo(StreamId.ALL, head(), createdAt));
        streams.forEach((stream, entries) -> infos.add(entries.info(stream)));
        return infos;
    }

    /** Whether there is an event at a position still. */
    boolean isStored(long position) {
        return position >= 1 && position <= all.size() && all.get((int) position - 1) != null;
    }

    long head() {
        return all.size();
    }

    /** The number of the stream's last event, be it removed since, 0 if it had none. */
    long lastNumber(StreamId stream) {
        return numbered(stream).size();
    }

    /** The number of the last event that the stream has now, 0 if it has none. */
    long lastStored(StreamId stream) {
        List<@Nullable StoredEvent> events = numbered(stream);
        int last = events.size();
        while (last > 0 && events.get(last - 1) == null) {
            last--;
        }
        return last;
    }

    private List<@Nullable StoredEvent> numbered(StreamId stream) {
        StreamEntries entries = streams.get(stream);
        return stream.isAll() ? all : entries == null ? List.of() : entries.events();
    }

    /** As with appends ids decide first; nothing is written before all is known to be right. */
    Linked link(LinkStorage.Request request) {
        StreamId stream = request.stream();
        List<StoredEvent> linked = new ArrayList<>();
        for (UUID id : request.eventIds()) {
            StoredEvent event = byId.get(id);
            if (event == null) {
                throw new EventNotFoundException(id);
            }
            linked.add(event);
        }
        Map<UUID, Long> present = new HashMap<>();
        if (streams.containsKey(stream)) {
            streams.get(stream).events().stream()
                    .filter(event -> event != null)
                    .forEach(event -> present.put(event.id(), event.number()));
        }
        for (UUID id : request.eventIds()) {
            if (present.containsKey(id)) {
                throw new DuplicateEventException(id, stream, present.get(id));
            }
        }
        requireNotDeleted(stream);
        long version = lastNumber(stream);
        checkExpectation(stream, request.expected(), version);
        StreamEntries entries = streams.computeIfAbsent(stream, s -> new StreamEntries(Micros.of(request.createdAt())));
        for (StoredEvent event : linked) {
            entries.events().add(event.numbered(entries.events().size() + 1));
            links.add(stream, false);
        }
        AppendResult result = new AppendResult(
                stream,
                version + 1,
                lastNumber(stream),
                linked.get(linked.size() - 1).position());
        return new Linked(result, links.last());
    }

    EventLog copy() {
        EventLog copy = new EventLog(createdAt);
        copy.all.addAll(all);
        copy.byId.putAll(byId);
        streams.forEach((stream, entries) -> copy.streams.put(stream, entries.copy()));
        copy.links.addAll(links);
        return copy;
    }

    long lastLink() {
        return links.last();
    }

    LinkStorage.NewLinks linksAfter(long link, int limit) {
        return links.after(link, limit);
    }

    /** Returns the id of the deletion. */
    long delete(Deletion deletion) {
        StreamId stream = deletion.stream();
        StreamEntries entries = streams.get(stream);
        boolean hard = deletion.mode() == DeleteMode.HARD;
        if (entries == null) {
            throw new StreamNotFoundException(stream);
        }
        if (!hard) {
            requireNotDeleted(stream);
        }
        checkExpectation(stream, deletion.expected(), lastNumber(stream));
        entries.delete(deletion.deletedAt());
        if (hard) {
            remove(stream);
        }
        return links.add(stream, hard);
    }

    /** Numbers and positions of what is removed stay holes. */
    private void remove(StreamId stream) {
        String name = stream.value();
        streams.remove(stream);
        byId.values().removeIf(event -> event.stream().equals(name));
        all.replaceAll(event -> event == null || event.stream().equals(name) ? null : event);
        streams.values()
                .forEach(other -> other.events()
                        .replaceAll(event -> event == null || event.stream().equals(name) ? null : event));
    }

    private void requireNotDeleted(StreamId stream) {
        StreamEntries entries = streams.get(stream);
        if (entries != null && entries.isDeleted()) {
            throw new StreamDeletedException(stream);
        }
    }

    private AppendResult repeated(AppendRequest request, List<StoredEvent> known) {
        StoredEvent first = known.get(0);
        boolean same = known.size() == request.events().size() && fits(request.expected(), first.version());
        for (int i = 0; same && i < known.size(); i++) {
            StoredEvent event = known.get(i);
            same = event.stream().equals(request.stream().value()) && event.version() == first.version() + i;
        }
        if (!same) {
            throw new DuplicateEventException(first.id(), StreamId.of(first.stream()), first.version());
        }
        StoredEvent last = known.get(known.size() - 1);
        return new AppendResult(request.stream(), first.version(), last.version(), last.position());
    }

    private static boolean fits(ExpectedVersion expected, long firstVersion) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            return firstVersion == exactly.version() + 1;
        }
        return !(expected instanceof ExpectedVersion.NoStream) || firstVersion == 1;
    }

    private static void checkExpectation(StreamId stream, ExpectedVersion expected, long version) {
        if (expected instanceof ExpectedVersion.Exactly exactly && exactly.version() != version) {
            throw new WrongExpectedVersionException(stream, expected, version);
        }
        if (expected instanceof ExpectedVersion.NoStream && version > 0) {
            throw new StreamExistsException(stream, version);
        }
        if (expected instanceof ExpectedVersion.StreamExists && version == 0) {
            throw new StreamNotFoundException(stream);
        }
    }

    private void add(StreamId stream, NewEvent event, Instant createdAt) {
        StreamEntries entries = streams.computeIfAbsent(stream, s -> new StreamEntries(Micros.of(createdAt)));
        long position = all.size() + 1;
        StoredEvent stored = new StoredEvent(
                event.id(),
                event.type(),
                stream.value(),
                entries.events().size() + 1,
                position,
                position,
                Micros.of(createdAt),
                event.data(),
                event.metadata(),
                event.causationId(),
                event.correlationId());
        all.add(stored);
        entries.events().add(stored.numbered(stored.version()));
        byId.put(event.id(), stored);
    }
}

package dev.eventstore.it.history;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Compares what callers were told with what the store has: positions and versions dense, every acknowledged event there once
 * and where it was said to be, nothing there that was said not to be written. Used by one thread.
 */
public final class HistoryChecker {

    private final Map<UUID, RecordedEvent> stored = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long positions;

    private HistoryChecker() {}

    /**
     * Checks calls against a store.
     *
     * @param calls what the callers were told
     * @param store where everything was written
     * @return what is wrong, empty if nothing is
     */
    public static List<String> check(List<Call> calls, EventStore store) {
        HistoryChecker checker = new HistoryChecker();
        try (var events = store.stream(StreamId.ALL, ReadOptions.forward())) {
            events.forEach(checker::stored);
        }
        calls.forEach(checker::called);
        return List.copyOf(checker.wrong);
    }

    private void stored(RecordedEvent event) {
        if (event.position() != ++positions) {
            wrong.add("position " + event.position() + " where " + positions + " was due");
            positions = event.position();
        }
        long version = versions.merge(event.stream().value(), 1L, Long::sum);
        if (event.version() != version) {
            wrong.add(
                    "stream " + event.stream() + " has version " + event.version() + " where " + version + " was due");
        }
        if (stored.put(event.id(), event) != null) {
            wrong.add("event " + event.id() + " is stored twice");
        }
    }

    private void called(Call call) {
        switch (call.outcome()) {
            case WRITTEN -> written(call);
            case NOT_WRITTEN ->
                call.ids().stream()
                        .filter(stored::containsKey)
                        .forEach(id -> wrong.add("event " + id + " is stored although its caller was told it is not"));
            case UNKNOWN -> allOrNone(call);
        }
    }

    private void written(Call call) {
        long version = call.firstVersion();
        for (UUID id : call.ids()) {
            RecordedEvent event = stored.get(id);
            if (event == null) {
                wrong.add("acknowledged event " + id + " of " + call.stream() + " is lost");
            } else if (event.version() != version || !event.stream().value().equals(call.stream())) {
                wrong.add("event " + id + " is at " + event.stream() + " " + event.version() + ", not at "
                        + call.stream() + " " + version + " as its caller was told");
            }
            version++;
        }
        RecordedEvent last = stored.get(call.ids().get(call.ids().size() - 1));
        if (last != null && last.position() != call.position()) {
            wrong.add("event " + last.id() + " is at position " + last.position() + ", not " + call.position());
        }
    }

    private void allOrNone(Call call) {
        long there = call.ids().stream().filter(stored::containsKey).count();
        if (there != 0 && there != call.ids().size()) {
            wrong.add("of an append of " + call.ids().size() + " events " + there + " are stored");
        }
    }
}

package dev.eventstore.testkit.cluster;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is linked and what is deleted, told by those who see it carried out. */
final class Removals {

    private final Checks checks;
    private final Set<String> closed = new HashSet<>();
    private final Set<UUID> removed = new HashSet<>();
    private final Map<String, List<Optional<UUID>>> links = new HashMap<>();

    Removals(Checks checks) {
        this.checks = checks;
    }

    /** Whether an event was removed, now or before it was written again. */
    boolean has(UUID id) {
        return removed.contains(id);
    }

    void stored(StoredEvent event) {
        checks.require(!closed.contains(event.stream()), "written to a stream that is deleted: " + event.stream());
    }

    void linked(NodeId node, LinkStorage.Request request, Linked linked) {
        checks.handled(node, ProcessName.stream(request.stream()), number(request.createdAt()));
        List<Optional<UUID>> all = links.computeIfAbsent(request.stream().value(), stream -> new ArrayList<>());
        checks.require(
                linked.result().firstVersion() == all.size() + 1,
                "numbers of links are dense, but after " + all.size() + " came "
                        + linked.result().firstVersion());
        for (UUID id : request.eventIds()) {
            checks.require(!all.contains(Optional.of(id)), id + " is linked twice");
            all.add(Optional.of(id));
        }
    }

    void deleted(NodeId node, Deletion deletion, boolean hard) {
        checks.handled(node, ProcessName.stream(deletion.stream()), number(deletion.deletedAt()));
        String stream = deletion.stream().value();
        if (!hard) {
            checks.require(closed.add(stream), stream + " was deleted twice");
            return;
        }
        closed.remove(stream);
        for (StoredEvent event : checks.remove(stream)) {
            removed.add(event.id());
            links.values().forEach(all -> all.replaceAll(id -> id.filter(each -> !each.equals(event.id()))));
        }
    }

    boolean isClosed(StreamId stream) {
        return closed.contains(stream.value());
    }

    /** The events of a stream by their numbers; what was removed is missing. */
    Map<Long, UUID> events(StreamId stream) {
        Map<Long, UUID> numbered = new HashMap<>();
        List<Optional<UUID>> linked = links.getOrDefault(stream.value(), List.of());
        for (int i = 0; i < linked.size(); i++) {
            long number = i + 1;
            linked.get(i).ifPresent(id -> numbered.put(number, id));
        }
        checks.events(stream.value()).forEach(event -> numbered.put(event.version(), event.id()));
        return numbered;
    }

    private static long number(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}

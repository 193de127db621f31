package dev.eventstore.core.delivery;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.core.spi.Partitioner;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What gives events their partition keys on this node. Immutable. */
public final class PartitionKeys {

    private final SortedMap<String, Partitioner> plugins = new TreeMap<>();
    private final Function<StoredEvent, RecordedEvent> decoder;

    /**
     * The keys that this node can compute.
     *
     * @param partitioners the plugins of this node, of different ids
     * @param decoder makes of a stored event what plugins get
     */
    public PartitionKeys(Iterable<Partitioner> partitioners, Function<StoredEvent, RecordedEvent> decoder) {
        partitioners.forEach(each -> plugins.put(each.id(), each));
        this.decoder = decoder;
    }

    /** Whether this node can compute these keys. */
    public boolean knows(PartitionBy by) {
        return by.kind() != PartitionBy.Kind.PLUGIN || plugins.containsKey(by.name());
    }

    /** The ids of the plugins of this node, in order. */
    public String known() {
        return plugins.keySet().toString();
    }

    /** What gives the keys, if this node {@link #knows} it. */
    public Function<StoredEvent, Optional<String>> of(PartitionBy by) {
        return switch (by.kind()) {
            case NONE -> event -> Optional.empty();
            case STREAM -> event -> Optional.of(event.stream());
            case CORRELATION_ID ->
                event -> Optional.ofNullable(event.correlationId()).map(Object::toString);
            case METADATA -> event -> metadata(event, by.name());
            case PLUGIN -> plugin(by.name());
        };
    }

    private Function<StoredEvent, Optional<String>> plugin(String id) {
        Partitioner partitioner = plugins.get(id);
        if (partitioner == null) {
            throw new IllegalArgumentException("there is no partitioner '" + id + "'");
        }
        return event -> partitioner.keyOf(decoder.apply(event));
    }

    private Optional<String> metadata(StoredEvent event, String key) {
        if (event.metadata() == null) {
            return Optional.empty();
        }
        Object value;
        try {
            value = decoder.apply(event)
                    .metadataAs(Map.class)
                    .map(map -> map.get(key))
                    .orElse(null);
        } catch (SerializationException other) {
            return Optional.empty();
        }
        boolean plain = value instanceof String || value instanceof Number || value instanceof Boolean;
        return plain ? Optional.of(value.toString()) : Optional.empty();
    }
}

package dev.eventstore.core.delivery;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.List;
import java.util.Map;

/**
 * What one attachment is handed at a time. Immutable once it is handed out.
 *
 * @param before how many were delivered to the attachment in its life before these
 * @param events the events, in the order of delivery
 * @param keys the partition keys of those that have one, by number; the attachment tells them to the next owner, which may not
 *     have read the events when it must know whose key they hold
 */
public record Batch(long before, List<StoredEvent> events, Map<Long, String> keys) {}

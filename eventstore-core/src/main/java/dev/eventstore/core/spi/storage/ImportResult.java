package dev.eventstore.core.spi.storage;

/**
 * What became of the events of an import. Immutable.
 *
 * @param written how many were written
 * @param present how many were stored already
 * @param lastPosition the store's last position after it
 */
public record ImportResult(int written, int present, long lastPosition) {}

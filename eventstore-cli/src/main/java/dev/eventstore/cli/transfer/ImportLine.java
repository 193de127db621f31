package dev.eventstore.cli.transfer;

import dev.eventstore.core.BulkEvent;

/**
 * A line of the import format that was understood. Immutable.
 *
 * @param number the line's number, 1 or more
 * @param event the event it holds, with its stream
 */
record ImportLine(long number, BulkEvent event) {}

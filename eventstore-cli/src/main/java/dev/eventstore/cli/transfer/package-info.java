/**
 * What goes out and what comes in from elsewhere: events and links in the import format, one a line as JSON, and whole databases of
 * other event stores.
 *
 * <p>It depends on the api, on core's bulk import and mover SPI, and on {@code dev.eventstore.cli.console} and {@code .store}. Read
 * {@link dev.eventstore.cli.transfer.ImportLine} first, then {@link dev.eventstore.cli.transfer.Importer}.
 */
@NullMarked
package dev.eventstore.cli.transfer;

import org.jspecify.annotations.NullMarked;

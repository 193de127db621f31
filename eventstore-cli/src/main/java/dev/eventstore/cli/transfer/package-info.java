/**
 * The import format: one event a line, as JSON, read with exact complaints and written back the same way.
 *
 * <p>It depends on the api, on core's bulk import and on {@code dev.eventstore.cli.console}. Read
 * {@link dev.eventstore.cli.transfer.ImportLine} first, then {@link dev.eventstore.cli.transfer.Importer}.
 */
@NullMarked
package dev.eventstore.cli.transfer;

import org.jspecify.annotations.NullMarked;

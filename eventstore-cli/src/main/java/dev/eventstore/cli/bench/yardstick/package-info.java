/**
 * What the store is compared with: plain SQL on the same server, in scratch schemas, with the same durability.
 *
 * <p>It depends on {@code dev.eventstore.cli.bench.measure} and {@code dev.eventstore.cli.store}, and speaks JDBC. Read
 * {@link dev.eventstore.cli.bench.yardstick.Scratch} first, then
 * {@link dev.eventstore.cli.bench.yardstick.ClassicWorker}.
 */
@NullMarked
package dev.eventstore.cli.bench.yardstick;

import org.jspecify.annotations.NullMarked;

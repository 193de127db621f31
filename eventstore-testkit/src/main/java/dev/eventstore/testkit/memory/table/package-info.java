/**
 * What a database in memory keeps beside events and leases: snapshots, and how streams are listed.
 *
 * <p>It depends on the storage SPI only; the storage in memory depends on it. Read
 * {@link dev.eventstore.testkit.memory.table.StreamList} first.
 */
@NullMarked
package dev.eventstore.testkit.memory.table;

import org.jspecify.annotations.NullMarked;

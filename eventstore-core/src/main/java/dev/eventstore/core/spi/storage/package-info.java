/**
 * What a storage module implements: durable events, leases and checkpoints.
 *
 * <p>Core calls it; it knows streams, epochs and tokens, but no nodes' tasks and no cluster. Read
 * {@link dev.eventstore.core.spi.storage.Storage} first. Every call is asynchronous; the callers' threads must not be made to
 * wait, and stages may complete on any thread of the storage. Whoever completes a stage may find itself running a short
 * continuation of core's, which never waits: it must hold no lock then.
 */
@NullMarked
package dev.eventstore.core.spi.storage;

import org.jspecify.annotations.NullMarked;

package dev.eventstore.core.process;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A message in a mailbox and where its answer goes. Thread-safe: the answer is given once, later ones are ignored.
 *
 * @param message what is asked
 * @param epoch the epoch by which it was routed here, empty where there are none
 * @param deadline when the asker stops waiting
 * @param answer completed with the answer or with an {@link dev.eventstore.api.error.EventStoreException}
 */
public record Ask(Message message, OptionalLong epoch, Deadline deadline, CompletableFuture<Message> answer) {}

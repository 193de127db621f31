/**
 * Events handled in a transaction in which the checkpoint is written, too.
 *
 * <p>It depends on the jdbc package and on core's subscriber SPI. Read {@link
 * dev.eventstore.postgres.transaction.TransactionalHandler} first.
 */
@NullMarked
package dev.eventstore.postgres.transaction;

import org.jspecify.annotations.NullMarked;

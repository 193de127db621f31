/**
 * What is measured of subscriptions: catching up, how long a delivery takes, many subscriptions, and one that is stuck.
 *
 * <p>It depends on {@code dev.eventstore.cli.bench.measure}, {@code .bench.yardstick}, {@code .transfer} and {@code .console}. Read
 * {@link dev.eventstore.cli.bench.delivery.CatchUpRun} first.
 */
@NullMarked
package dev.eventstore.cli.bench.delivery;

import org.jspecify.annotations.NullMarked;

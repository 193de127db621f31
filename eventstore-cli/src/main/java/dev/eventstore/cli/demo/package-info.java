/**
 * The command {@code demo}: the main job on real data, with every claim checked, most of them against the database itself.
 *
 * <p>It depends on {@code dev.eventstore.cli.store}, on {@code dev.eventstore.cli.bench.yardstick} for a scratch schema, and
 * on {@code .console}; its checks speak JDBC. Read {@link dev.eventstore.cli.demo.DemoCommand} first, then
 * {@link dev.eventstore.cli.demo.DemoRun}.
 */
@NullMarked
package dev.eventstore.cli.demo;

import org.jspecify.annotations.NullMarked;

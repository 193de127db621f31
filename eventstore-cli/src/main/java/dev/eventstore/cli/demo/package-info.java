/**
 * The command {@code demo}: the main job on real data, with every claim checked, most of them against the database itself.
 *
 * <p>It depends on {@code dev.eventstore.cli.store}, on {@code .nodes} for three nodes, on {@code .bench.yardstick} for a
 * scratch schema, and on {@code .console}; its checks speak JDBC. Read {@link dev.eventstore.cli.demo.DemoCommand} first, then
 * {@link dev.eventstore.cli.demo.DemoRun} for one node and {@link dev.eventstore.cli.demo.ClusterRun} for three.
 */
@NullMarked
package dev.eventstore.cli.demo;

import org.jspecify.annotations.NullMarked;

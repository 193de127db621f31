package dev.eventstore.core.spi.registry;

import dev.eventstore.api.cluster.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * All that a cluster library provides: who is reachable, and a way to send bytes. Ring, quorum, rounds, routing, answers and
 * authentication are core's, over it. Thread-safe: called on any thread, concurrently; no call but {@link #close} waits.
 */
public interface ClusterChannel extends AutoCloseable {

    /**
     * Joins the cluster under the name and incarnation that the channel was made with. Called once, first.
     *
     * @param listener told what happens from now on
     * @return completes when this node is a member, after {@link Listener#reachable} was called with a list that has it; fails
     *     with {@code ConfigurationException} that says what is wrong and what to do, for example
     *     that a port is in use
     */
    CompletionStage<Void> connect(Listener listener);

    /**
     * Sends bytes to a node, as soon as possible. They may be lost, repeated, or overtaken by later ones: core asks again
     * where that matters. Bytes for a node that cannot be reached are dropped.
     *
     * @param to the node; another incarnation of its name gets nothing
     * @param bytes what is sent, at most 256 MB; not changed afterwards
     */
    void send(NodeId to, byte[] bytes);

    /** Leaves the cluster, so that the others learn of it at once. It may wait a few seconds. Idempotent. */
    @Override
    void close();

    /**
     * What a channel tells. Its methods never wait and never throw; they are called on the channel's threads, {@link
     * #reachable} never concurrently with itself.
     */
    interface Listener {

        /**
         * The nodes that can be reached have changed.
         *
         * @param nodes all of them, this node included, the longest-standing first, in the same order everywhere as far as
         *     nodes agree; members of a shared cluster library that are no nodes of ours are not among them
         */
        void reachable(List<NodeId> nodes);

        /**
         * Bytes have come.
         *
         * @param from the node that sent them
         * @param bytes what it sent
         */
        void received(NodeId from, byte[] bytes);
    }
}

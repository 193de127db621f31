package dev.eventstore.api.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The nodes of a store and what runs where. With the registry {@code local} there is one member, always a quorum, and no
 * epoch. Thread-safe.
 */
public interface Cluster {

    /**
     * This node.
     *
     * @return its name and incarnation
     */
    NodeId self();

    /**
     * The view that this node entered last.
     *
     * @return epoch and members; epoch 0 and this node alone before the first view, and with {@code local}
     */
    View view();

    /**
     * Whether this node serves: whether it is in a view that has a quorum.
     *
     * @return true if it does
     */
    boolean hasQuorum();

    /**
     * The epoch under which this node's appends are written.
     *
     * @return the epoch, empty where epochs are not checked
     */
    OptionalLong epoch();

    /**
     * All processes that run, on every node.
     *
     * @return the processes in the order of their names
     */
    List<Registration> registered();

    /**
     * Where a process runs now.
     *
     * @param name the process
     * @return where it runs; empty while it is idle, as it is started when it is next asked
     */
    Optional<Registration> whereis(ProcessName name);

    /**
     * Where a process runs when it is asked.
     *
     * @param name the process
     * @return the node that owns the name
     * @throws dev.eventstore.api.error.NoNodeAvailableException if there is no quorum
     */
    NodeId ownerOf(ProcessName name);

    /**
     * Tells of views: of each that this node enters, and of the one it is in now, if it has entered one. With the registry
     * {@code local} there are none to tell of.
     *
     * @param listener told in their order, one at a time, on the threads for callbacks; what it throws is logged
     * @return ends it
     */
    AutoCloseable onView(Consumer<View> listener);

    /**
     * Makes a type of processes known to this node. To have it known before the node serves, give it to the builder, or offer
     * it by {@code ServiceLoader}.
     *
     * @param factory starts the processes
     * @throws IllegalArgumentException if its type is reserved or known already, or a declaration of it is not allowed
     */
    void register(ProcessFactory factory);

    /**
     * Asks a user's process, which is started where its name belongs if it does not run.
     *
     * <p>The stage fails with what the process answered or failed with
     * ({@link dev.eventstore.api.error.ProcessFailedException}); with
     * {@link dev.eventstore.api.error.NotSupportedException} if the type, or the type of the message, is not known where it
     * runs; with {@link dev.eventstore.api.error.SerializationException} if message or answer cannot be written or read as
     * declared; with {@link dev.eventstore.api.error.NoNodeAvailableException} below the quorum; and with
     * {@link dev.eventstore.api.error.AskOutcomeUnknownException} if the message was sent, no answer came within
     * {@code eventstore.call-timeout}, and so it may have been handled.
     *
     * @param name the process, of a type that was registered
     * @param message of one of the types that its factory declares
     * @param answer the class of the answer
     * @param <R> the type of the answer
     * @return completes with the answer, on a thread for callbacks
     */
    <R extends Record> CompletionStage<R> ask(ProcessName name, Record message, Class<R> answer);
}

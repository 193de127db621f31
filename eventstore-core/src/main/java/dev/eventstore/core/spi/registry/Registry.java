package dev.eventstore.core.spi.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Finds processes by name and carries messages to them. At any time at most one node of a view runs the process of a name.
 * Thread-safe.
 */
public interface Registry extends AutoCloseable {

    /**
     * Joins the cluster. Called once, first; it is the last step before the store serves.
     *
     * @return completes when this node may serve
     */
    CompletionStage<Void> start();

    /**
     * Asks the process of a name, which is started where the name belongs if it does not run.
     *
     * @param name the process
     * @param message what is asked
     * @param deadline when the asker stops waiting; the stage is completed by then, or soon after
     * @return completes with the answer, or fails as the process does; with {@code NoNodeAvailableException} if no node may
     *     run it
     */
    CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline);

    /**
     * Asks a process that belongs to a certain node, such as a subscriber's attachment. It is not started by that.
     *
     * @param node the node
     * @param name the process
     * @param message what is asked
     * @param deadline when the asker stops waiting
     * @return completes with the answer; fails with {@code NotSupportedException} if no such process runs there
     */
    CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline);

    /**
     * Tells the other nodes that the store has grown. May be lost.
     *
     * @param head the position of the last event
     */
    void hint(long head);

    /**
     * Who is to be told that the store has grown through another node. May be lost.
     *
     * @param listener takes the new head; must not wait
     */
    void onHint(LongConsumer listener);

    /**
     * Tells the other nodes that events have been linked. May be lost, and so need not be sent at all: then they find out by
     * asking the storage once an interval.
     *
     * @param lastLink the id of the last link
     */
    default void hintLinks(long lastLink) {}

    /**
     * Who is to be told that another node has linked events. May be lost.
     *
     * @param listener takes the id of the last link; must not wait
     */
    default void onLinkHint(LongConsumer listener) {}

    /**
     * The storage was seen to have gone back: its head is before what it was. Where the nodes of a cluster can, they all stop
     * what runs, forget what they know, and begin anew.
     *
     * @return whether they do; else nothing is done
     */
    default boolean storageWentBack() {
        return false;
    }

    /**
     * What is to be done on this node when the storage went back. Called once, before {@link #start}.
     *
     * @param forget forgets what was read; called when no process runs here, and no node serves before it is complete
     */
    default void onStorageWentBack(Supplier<CompletionStage<Void>> forget) {}

    /**
     * What is to be done when this node must end before it is closed, since another node has its name. Called once, before
     * {@link #start}.
     *
     * @param listener told why when the registry has left and refuses all calls with that; ends what runs here
     */
    default void onEnded(Consumer<StoreClosedException> listener) {}

    /**
     * Checks that this node may serve.
     *
     * @throws dev.eventstore.api.error.StoreClosedException if the registry is closed, or this node had to end
     * @throws dev.eventstore.api.error.NoNodeAvailableException if it is in no quorate view
     */
    void requireServing();

    /**
     * The view that was entered last.
     *
     * @return epoch and members; epoch 0 and this node alone before the first
     */
    View view();

    /**
     * The epoch under which this node's appends are written.
     *
     * @return the epoch, empty where epochs are not checked
     */
    OptionalLong epoch();

    /**
     * All processes that run, on every node, but those that belong to a certain node.
     *
     * @param deadline when the asker stops waiting
     * @return completes with the processes in the order of their names
     */
    CompletionStage<List<Registration>> registered(Deadline deadline);

    /**
     * Where a process runs.
     *
     * @param name the process
     * @param deadline when the asker stops waiting
     * @return completes with the place, empty while it does not run
     */
    CompletionStage<Optional<Registration>> whereis(ProcessName name, Deadline deadline);

    /**
     * Where a process runs when it is asked.
     *
     * @param name the process
     * @return the node
     * @throws dev.eventstore.api.error.NoNodeAvailableException if there is no quorum
     */
    NodeId ownerOf(ProcessName name);

    /**
     * Tells of views. A listener is told of the one that is entered now, too, if there is one.
     *
     * @param listener told of each view that this node enters, in their order; it must not wait
     * @return ends it
     */
    AutoCloseable onView(Consumer<View> listener);

    /**
     * Ends what runs on this node, so that it goes on elsewhere, and tells the other nodes that this one leaves. No process is
     * asked here any more; asks of this node fail from now on.
     *
     * @return completes when nothing that was placed here runs any more
     */
    CompletionStage<Void> leave();

    /** Leaves the cluster. Idempotent. */
    @Override
    void close();
}

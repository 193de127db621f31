package dev.eventstore.core.process;

import dev.eventstore.api.cluster.ProcessName;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What runs the processes of one node: core implements it, registries use it. Thread-safe.
 */
public interface ProcessHost {

    /**
     * Puts a message into the mailbox of a process of this node, starting the process if it does not run.
     *
     * @param name the process
     * @param message what is asked
     * @param epoch the epoch by which it was routed, empty where there are none
     * @param deadline when the asker stops waiting
     * @return completes with the answer or fails as the process does; with {@link NotHandledException} if no process of this
     *     name may run here now; it need not be complete by the deadline
     */
    CompletionStage<Message> ask(ProcessName name, Message message, OptionalLong epoch, Deadline deadline);

    /**
     * Puts a message into the mailbox of a process that runs on this node; never starts one.
     *
     * @param name the process
     * @param message what is asked
     * @param deadline when the asker stops waiting
     * @return completes with the answer; fails with {@code NotSupportedException} if it does not run
     */
    CompletionStage<Message> askRunning(ProcessName name, Message message, Deadline deadline);

    /**
     * The processes of this node that were placed here by their names.
     *
     * @return the names in their order
     */
    List<ProcessName> running();

    /**
     * From now on only these processes may run here; the others are stopped after their current turns, asks that wait for
     * them are not handled, and no process of such a name is started, until this is called again.
     *
     * @param kept whether a name may run here; pure and quick
     * @param patience how long a process may take to end, until it is abandoned: its answers are not given any more
     * @return completes when all of them have ended or were abandoned, with the states that they hand on
     */
    CompletionStage<List<HandedOff>> keepOnly(Predicate<ProcessName> kept, Duration patience);

    /**
     * Takes what a process of this name handed on elsewhere, and starts its successor with it: at once, or as soon as
     * {@link #keepOnly} lets it run here. {@link #keepOnly} hands it on again if it moves away before. Where a process of the
     * name runs already the state is stale and dropped.
     *
     * @param handed the process and its state
     */
    void resume(HandedOff handed);

    /**
     * What a process that moves hands on to its successor. Immutable.
     *
     * @param name the process
     * @param state its state, as it wrote it; of no length if the successor starts afresh, but at once
     */
    record HandedOff(ProcessName name, byte[] state) {}
}

package dev.eventstore.core.process;

import dev.eventstore.api.cluster.ProcessName;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

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
     * @return completes with the answer or fails as the process does; it need not be complete by the deadline
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
}

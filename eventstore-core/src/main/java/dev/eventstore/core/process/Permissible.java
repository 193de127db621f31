package dev.eventstore.core.process;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;

/**
 * A message whose work the asker's node does itself, once the process that it is for has let it, where that process runs on
 * another node: then only leave is asked for there, and the work is not sent.
 */
public interface Permissible extends Message {

    /**
     * What the process is asked instead.
     *
     * @return a message that is answered by {@link Message.Permit}; idempotent
     */
    Message permission();

    /**
     * Who does the work.
     *
     * @return a process of the asker's node
     */
    ProcessName worker();

    /**
     * What the worker is asked; it answers as the process would.
     *
     * @param name the process that was asked
     * @param owner its node
     * @param epoch the epoch under which it gave leave
     * @return a message that is sent to no other node
     */
    Message permitted(ProcessName name, NodeId owner, long epoch);
}

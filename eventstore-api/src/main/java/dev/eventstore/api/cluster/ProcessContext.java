package dev.eventstore.api.cluster;

import java.util.OptionalLong;

/** What a user's process knows of where it runs. Thread-safe. */
public interface ProcessContext {

    /**
     * The name of the process.
     *
     * @return its name
     */
    ProcessName name();

    /**
     * The node it runs on.
     *
     * @return name and incarnation
     */
    NodeId self();

    /**
     * The epoch under which the message that is handled, or was last, came here; before the first message, that of the node. It
     * does not change while a message is handled, so it can fence what the process changes elsewhere: epochs only grow, and a
     * node that runs the process later has a higher one.
     *
     * @return the epoch, empty where there are none
     */
    OptionalLong epoch();

    /**
     * The view that the node entered last.
     *
     * @return epoch and members
     */
    View view();
}

package dev.eventstore.api.cluster;

import java.util.Objects;

/**
 * What becomes of a process whose name moves to another node. It always ends on the old node first: no two members of a view
 * run one process. Immutable.
 *
 * <p>The answers are those of Swarm's {@code begin_handoff}: {@code restart} and {@code resume} as there, while {@code ignore},
 * which leaves a process where it is there, here only leaves it to the next message to start the process on its new node. That
 * is what the streams' processes of the model system make of it, too.
 */
public sealed interface Handoff {

    /**
     * The new node starts the process at once, afresh.
     *
     * @return the answer
     */
    static Handoff restart() {
        return new Restart();
    }

    /**
     * The new node starts the process at once, with this state. If either node fails meanwhile, the state can be lost.
     *
     * @param state of the type that the factory declares
     * @return the answer
     */
    static Handoff resume(Record state) {
        return new Resume(state);
    }

    /**
     * The process just ends; the new node starts it afresh when it is next asked.
     *
     * @return the answer
     */
    static Handoff ignore() {
        return new Ignore();
    }

    /** The answer of {@link Handoff#restart}. */
    record Restart() implements Handoff {}

    /**
     * The answer of {@link Handoff#resume}.
     *
     * @param state what the process goes on with
     */
    record Resume(Record state) implements Handoff {

        /**
         * Checks the component.
         *
         * @param state what the process goes on with
         */
        public Resume {
            Objects.requireNonNull(state, "state must not be null; restart() hands on none");
        }
    }

    /** The answer of {@link Handoff#ignore}. */
    record Ignore() implements Handoff {}
}

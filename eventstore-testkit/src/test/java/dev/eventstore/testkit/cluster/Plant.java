package dev.eventstore.testkit.cluster;

/** Mistakes that are built in on purpose, around the parts that are tested. */
enum Plant {
    /** The storage raises the epoch whatever it was. */
    CLAIM_WITHOUT_COMPARING,
    /** The storage takes appends of any epoch. */
    EPOCH_NOT_CHECKED,
    /** Appends carry the epoch of their node when they are written, not the one by which their process serves. */
    EPOCH_STAMPED_LATE,
    /** The storage looks at the version before the ids. */
    IDS_CHECKED_LAST,
    /** A node says that it is ready, and stops nothing. */
    READY_WITHOUT_DRAIN,
    /** A process that moves loses its state. */
    STATES_LOST,
    /** What must not be asked twice is asked again. */
    INCREMENTS_REPEATED,
    /** A request that comes twice is not known the second time. */
    REQUESTS_FORGOTTEN,
    /** Links and deletes are sent to the storage again, as if ids decided, and the second answer is given. */
    CHANGES_SENT_AGAIN,
    /** A checkpoint passes over what follows it. */
    CHECKPOINT_AHEAD,
    /** Nobody hears of a view but who has claimed it. */
    NEVER_ANNOUNCED,
    /** Nodes serve in views of one. */
    QUORUM_IGNORED
}

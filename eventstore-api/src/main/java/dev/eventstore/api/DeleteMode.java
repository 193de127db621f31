package dev.eventstore.api;

/** How a stream is deleted. */
public enum DeleteMode {

    /**
     * The stream can no longer be read or appended to, and its name is not free again. Its events stay: in {@code $all} and in
     * the streams that they were linked to. It may be deleted {@link #HARD} later.
     */
    SOFT,

    /**
     * The events that were appended to the stream are removed for good, here, in {@code $all} and wherever they were linked to.
     * Events of other streams that were linked to it stay where they are. The name is free, and begins at version 1 again;
     * positions are never used again. The stream's subscriptions begin anew.
     *
     * <p>It must be enabled by {@code eventstore.enable-hard-deletes = true}.
     */
    HARD
}

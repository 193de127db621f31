package dev.eventstore.api.error;

/**
 * Fewer nodes than the static quorum can see each other, or those that do have not agreed on a view yet, so no node may serve. Nothing
 * was written; it works again when enough nodes are back, and have agreed.
 */
public final class NoNodeAvailableException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final int needed;
    private final int available;

    /**
     * A failure with its facts.
     *
     * @param needed the quorum
     * @param available how many nodes this node sees, itself included
     */
    public NoNodeAvailableException(int needed, int available) {
        super(text(needed, available), null);
        this.needed = needed;
        this.available = available;
    }

    private static String text(int needed, int available) {
        return available < needed
                ? "no node available: the quorum is " + needed + ", but " + available
                        + " can be seen; nothing was written"
                : "no node available: " + available + " can be seen, and the quorum is " + needed
                        + ", but they have not agreed on a view yet; nothing was written, call again in a moment";
    }

    /**
     * The quorum.
     *
     * @return the quorum
     */
    public int needed() {
        return needed;
    }

    /**
     * How many nodes this node sees, itself included.
     *
     * @return how many nodes this node sees, itself included
     */
    public int available() {
        return available;
    }
}

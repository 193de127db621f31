package dev.eventstore.core.cluster;

/** How processes are placed. */
public enum Distribution {

    /** By a hash ring, only while a quorum of a fixed size is in the view. Appends are fenced by the epoch. */
    STATIC_QUORUM_RING("static-quorum-ring"),

    /** By a hash ring, with any number of nodes: available on every side of a cut network, without fencing. */
    RING("ring");

    private final String id;

    Distribution(String id) {
        this.id = id;
    }

    /**
     * What the configuration calls it.
     *
     * @return the id
     */
    public String id() {
        return id;
    }
}

package dev.eventstore.postgres.notify;

/**
 * How far the store has grown, and how a notification says it: the head, then, if there are links, the id of the last one.
 * Immutable.
 *
 * @param head the position of the last event
 * @param lastLink the id of the last link, 0 if there is none
 */
record Growth(long head, long lastLink) {

    String payload() {
        return lastLink == 0 ? Long.toString(head) : head + " " + lastLink;
    }

    /** Anybody may notify on the channel: what is no number says nothing. */
    static Growth of(String payload) {
        try {
            int space = payload.indexOf(' ');
            return space < 0
                    ? new Growth(Long.parseLong(payload), 0)
                    : new Growth(
                            Long.parseLong(payload.substring(0, space)), Long.parseLong(payload.substring(space + 1)));
        } catch (NumberFormatException e) {
            return new Growth(0, 0);
        }
    }

    Growth max(Growth other) {
        return new Growth(Math.max(head, other.head), Math.max(lastLink, other.lastLink));
    }
}

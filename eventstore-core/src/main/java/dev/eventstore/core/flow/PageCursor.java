package dev.eventstore.core.flow;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.ReadOptions.Direction;
import dev.eventstore.api.RecordedEvent;
import java.util.List;

/** Where the next page of a read begins, and how much is left to be read. For one thread at a time. */
public final class PageCursor {

    private final ReadOptions options;
    private long from;
    private long left;
    private boolean more = true;

    /**
     * Before the first page, which there always is.
     *
     * @param options direction, start, limit and page size
     */
    public PageCursor(ReadOptions options) {
        this.options = options;
        this.from = options.start().orElse(isBackward() ? Long.MAX_VALUE : 1);
        this.left = options.max();
    }

    /**
     * Whether there may be another page.
     *
     * @return true before the first page, and after each that was full
     */
    public boolean hasNext() {
        return more;
    }

    /**
     * The number of the first event that may be on the next page.
     *
     * @return a number of the stream
     */
    public long from() {
        return from;
    }

    /**
     * How many events the next page may have.
     *
     * @return 0 or more
     */
    public int limit() {
        return (int) Math.min(left, options.page());
    }

    /**
     * The next page was read.
     *
     * @param page its events
     */
    public void read(List<RecordedEvent> page) {
        left -= page.size();
        more = page.size() == options.page() && left > 0;
        if (more) {
            long last = page.get(page.size() - 1).number();
            from = isBackward() ? last - 1 : last + 1;
            more = from > 0;
        }
    }

    private boolean isBackward() {
        return options.direction() == Direction.BACKWARD;
    }
}

package dev.eventstore.core.frame;

import dev.eventstore.core.frame.Frames.Cause;
import dev.eventstore.core.frame.Frames.Refused;
import dev.eventstore.core.process.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says that frames were refused, at most once a minute for each cause. Thread-safe. */
public final class RefusalLog {

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final TimeSource time;
    private final Consumer<String> log;
    private final Map<Cause, Long> last = new ConcurrentHashMap<>();

    /**
     * A log that has said nothing yet.
     *
     * @param time tells when a minute has passed
     * @param log takes the lines
     */
    public RefusalLog(TimeSource time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    /**
     * Something was refused.
     *
     * @param from who sent it
     * @param refused why
     */
    public void refused(Object from, Refused refused) {
        long now = time.nanoTime();
        Long since = last.get(refused.cause());
        boolean due = since == null
                ? last.putIfAbsent(refused.cause(), now) == null
                : now - since >= PAUSE && last.replace(refused.cause(), since, now);
        if (due) {
            log.accept("a message from " + from + " was refused: " + refused.what()
                    + "; others refused for the same reason within a minute are not logged");
        }
    }
}

package dev.eventstore.it.trouble;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.eventstore.testkit.Await;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What a logger warns of while a test runs, kept from the console. Thread-safe. */
final class CapturedLog implements AutoCloseable {

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    private final Level before;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                warnings.add(event.getFormattedMessage());
            }
        }
    };

    private CapturedLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    static CapturedLog of(String logger) {
        return new CapturedLog(logger);
    }

    /** Waits for a warning that has all of these parts. */
    void await(String... parts) {
        Await.until(
                "a warning with " + List.of(parts) + " in " + warnings,
                () -> !with(parts).isEmpty());
    }

    /** The warnings so far that have all of these parts. */
    List<String> with(String... parts) {
        return warnings.stream()
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(before);
    }
}

package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SparingLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(SparingLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Log log = SparingLog.over(LogFactory.getLog(SparingLogTest.class));

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
    }

    @Test
    void a_goodbye_that_a_node_on_its_way_out_does_not_take_is_no_error() {
        log.error("%s: failed sending graceful close to %s: %s", "a", "b", "Broken pipe");
        log.error("%s: failed to bind to %s: %s", "a", "b", "in use");
        assertEquals(List.of("a: failed to bind to b: in use"), said());
    }

    @Test
    void warnings_of_one_kind_are_given_on_once_a_minute() {
        log.warn("%s: garbage from %s", "a", "b");
        log.warn("%s: garbage from %s", "a", "c");
        log.warn("%s: something else", "a");
        assertEquals(List.of("a: garbage from b", "a: something else"), said());
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}

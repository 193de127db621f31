package dev.eventstore.registry.jgroups;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jgroups.logging.Log;

/**
 * A log of JGroups' server that warns of a thing once a minute only: anybody who reaches the port could fill the log by bytes that
 * mean nothing. That it could not say goodbye to a node that has left is no error. Stateless.
 */
final class SparingLog {

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final String GOODBYE = "failed sending graceful close";

    private SparingLog() {}

    /**
     * A log that gives on what is no warning, and a warning if none of its kind was given on for a minute. A goodbye that failed
     * is told to whoever looks for it only: the other node, which leaves too, had closed the socket first.
     */
    static Log over(Log log) {
        Map<Object, Long> last = new ConcurrentHashMap<>();
        return (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(), new Class<?>[] {Log.class}, (self, called, given) -> {
                    if (called.getName().equals("warn")) {
                        long now = System.nanoTime();
                        Long since = last.get(given[0]);
                        boolean due = since == null
                                ? last.putIfAbsent(given[0], now) == null
                                : now - since >= PAUSE && last.replace(given[0], since, now);
                        if (!due) {
                            return null;
                        }
                    }
                    if (called.getName().equals("error") && given[0].toString().contains(GOODBYE)) {
                        log.debug(given[0].toString(), (Object[]) given[1]);
                        return null;
                    }
                    try {
                        return called.invoke(log, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}

package dev.eventstore.registry.jgroups;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;
import org.jgroups.protocols.TCP;

/**
 * JGroups' TCP, with three differences. Messages go through a {@link DirectBundler}. A connection to a node that leaves stays open for a moment: JGroups closes it while the
 * answer that lets the node go is still on its way, and the node would wait, be merged in again, and keep others from joining
 * for seconds. And what its server warns of it says once a minute only: anybody who reaches the port could fill the log by bytes
 * that mean nothing. That it could not say goodbye to a node that has left is no error. Thread-safe, as JGroups' protocols are.
 */
final class SparingTcp extends TCP {

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final long FAREWELL_MILLIS = 1_000;
    private static final String GOODBYE = "failed sending graceful close";

    SparingTcp() {
        // To other nodes it is TCP.
        setId(ClassConfigurator.getProtocolId(TCP.class));
        bundler = new DirectBundler(this::isConnectedTo);
    }

    @Override
    public void start() throws Exception {
        super.start();
        srv.log(sparing(LogFactory.getLog(TCP.class)));
    }

    @Override
    public void retainAll(Collection<Address> now) {
        // By then others may have come, on the same ports.
        getTimer().schedule(() -> super.retainAll(membersThen()), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean isConnectedTo(Address node) {
        PhysicalAddress place = getPhysicalAddressFromCache(node);
        return place != null && srv.connectionEstablishedTo(place);
    }

    private Set<Address> membersThen() {
        return members.stream()
                .map(this::getPhysicalAddressFromCache)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * A log that gives on what is no warning, and a warning if none of its kind was given on for a minute. A goodbye that failed
     * is told to whoever looks for it only: the other node, which leaves too, had closed the socket first.
     */
    static Log sparing(Log log) {
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

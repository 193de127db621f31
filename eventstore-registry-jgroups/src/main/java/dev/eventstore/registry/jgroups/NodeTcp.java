package dev.eventstore.registry.jgroups;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.logging.LogFactory;
import org.jgroups.protocols.TCP;

/**
 * JGroups' TCP, with three differences. Messages go through a {@link DirectBundler}. A connection to a node that leaves stays open
 * for a moment: JGroups closes it while the answer that lets the node go is still on its way, and the node would wait, be merged in
 * again, and keep others from joining for seconds. And its server has a {@link SparingLog}. Thread-safe, as JGroups' protocols are.
 */
final class NodeTcp extends TCP {

    private static final long FAREWELL_MILLIS = 1_000;

    NodeTcp() {
        // To other nodes it is TCP.
        setId(ClassConfigurator.getProtocolId(TCP.class));
        bundler = new DirectBundler(this::isConnectedTo);
    }

    @Override
    public void start() throws Exception {
        super.start();
        srv.log(SparingLog.over(LogFactory.getLog(TCP.class)));
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
}

package dev.eventstore.registry.jgroups;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCPPING;
import org.jgroups.util.Responses;

/**
 * A discovery that ends as soon as all nodes of the configuration have answered, not only when one of them is the oldest of a
 * cluster: nodes that start together then need not wait for the time to run out. Called by JGroups only.
 */
final class KnownNodes extends TCPPING {

    /** Asked again within the time: an answer that was lost is made up for. */
    private static final int RUNS = 3;

    private final int others;

    KnownNodes(int others) {
        this.others = others;
        // On the wire it is the discovery that it extends.
        setId(ClassConfigurator.getProtocolId(TCPPING.class));
        // A machine that does not answer must not hold up the questions to others.
        asyncDiscoveryUseSeparateThread(true);
        numDiscoveryRuns(RUNS);
        portRange(0);
    }

    @Override
    public Responses findMembers(List<Address> members, boolean initial, boolean async, long timeout) {
        if (!initial || others == 0) {
            return super.findMembers(members, initial, async, timeout);
        }
        Responses responses = new Responses(others, true);
        weedOutCompletedDiscoveryResponses();
        addResponse(responses);
        Runnable ask = () -> callFindMembersInAllDiscoveryProtocols(members, true, responses);
        timer.execute(ask);
        for (int run = 1; run < RUNS; run++) {
            Future<?> again = timer.schedule(ask, run * timeout / RUNS, TimeUnit.MILLISECONDS);
            synchronized (discovery_req_futures) {
                discovery_req_futures.add(again);
            }
        }
        num_discovery_requests += RUNS;
        return responses;
    }
}

package dev.eventstore.registry.jgroups;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.PingData;
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
        // Who is asked names the oldest of its cluster, too, which need not be a known node.
        returnEntireCache(true);
    }

    @Override
    public Responses findMembers(List<Address> members, boolean initial, boolean async, long timeout) {
        if (!initial || others == 0) {
            return super.findMembers(members, initial, async, timeout);
        }
        Responses responses = new Founders(others);
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

    /**
     * Those with whom a node may begin a cluster, or the oldest of one that there is. Others who are in a cluster do not count:
     * their answer would end the discovery before the oldest is heard of, and this node might begin a cluster beside theirs.
     */
    private static final class Founders extends Responses {

        Founders(int others) {
            super(others, true);
        }

        @Override
        public Responses addResponse(PingData answer, boolean overwrite) {
            return answer != null && answer.isServer() && !answer.isCoord()
                    ? this
                    : super.addResponse(answer, overwrite);
        }
    }
}

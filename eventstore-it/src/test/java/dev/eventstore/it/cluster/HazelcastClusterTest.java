package dev.eventstore.it.cluster;

/** Three real nodes over Hazelcast. */
class HazelcastClusterTest extends RealClusterTest {

    @Override
    String registry() {
        return "hazelcast";
    }
}

package dev.eventstore.it.cluster;

/** Three real nodes over JGroups. */
class JGroupsClusterTest extends RealClusterTest {

    @Override
    String registry() {
        return "jgroups";
    }
}

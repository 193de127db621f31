package dev.eventstore.testkit.channel;

import org.junit.jupiter.api.Nested;

/**
 * All suites of a cluster channel, but those for ports. A module with a channel extends this class and so runs them whole.
 *
 * <p>Each test gets a network of its own. Called by JUnit only.
 */
public abstract class ClusterChannelConformance {

    /** For subclasses. */
    protected ClusterChannelConformance() {}

    /**
     * The network of one test.
     *
     * @return a fixture without nodes
     */
    protected abstract ChannelFixture newFixture();

    /** Who is reachable. */
    @Nested
    public class Membership extends MembershipSuite {
        @Override
        protected ChannelFixture newFixture() {
            return ClusterChannelConformance.this.newFixture();
        }
    }

    /** Bytes on their way. */
    @Nested
    public class Delivery extends DeliverySuite {
        @Override
        protected ChannelFixture newFixture() {
            return ClusterChannelConformance.this.newFixture();
        }
    }
}

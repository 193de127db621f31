package dev.eventstore.testkit.registry;

import org.junit.jupiter.api.Nested;

/**
 * All suites of a registry. A registry module extends this class once for each way to set it up, and so runs them whole.
 *
 * <p>Each test gets a fixture of its own. Called by JUnit only.
 */
public abstract class RegistryConformance {

    /** For subclasses. */
    protected RegistryConformance() {}

    /**
     * The cluster of one test.
     *
     * @return a fixture without nodes
     */
    protected abstract RegistryFixture newFixture();

    /** Names, and the processes behind them. */
    @Nested
    public class Registration extends RegistrationSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }

    /** Messages, answers and failures on their way. */
    @Nested
    public class Messages extends MessageSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }

    /** Many that ask at once. */
    @Nested
    public class Concurrency extends ConcurrentAskSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }

    /** Which node owns what, and what moves. */
    @Nested
    public class Placement extends PlacementSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }

    /** Views and their members. */
    @Nested
    public class Membership extends MembershipSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }

    /** Too few nodes, and links that are cut. */
    @Nested
    public class Quorum extends QuorumSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }

    /** Processes that move. */
    @Nested
    public class Handoff extends HandoffSuite {
        @Override
        protected RegistryFixture newFixture() {
            return RegistryConformance.this.newFixture();
        }
    }
}

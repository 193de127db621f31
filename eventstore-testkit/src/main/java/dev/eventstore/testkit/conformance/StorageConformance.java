package dev.eventstore.testkit.conformance;

import dev.eventstore.testkit.catalog.CheckpointSuite;
import dev.eventstore.testkit.catalog.SnapshotSuite;
import dev.eventstore.testkit.catalog.StreamListSuite;
import dev.eventstore.testkit.link.StorageDeleteSuite;
import dev.eventstore.testkit.link.StorageLinkSuite;
import dev.eventstore.testkit.parking.ParkingStorageSuite;
import dev.eventstore.testkit.restore.ClaimSuite;
import dev.eventstore.testkit.restore.RestoreSuite;
import dev.eventstore.testkit.storage.AppendSuite;
import dev.eventstore.testkit.storage.ClusterSuite;
import dev.eventstore.testkit.storage.ConcurrencySuite;
import dev.eventstore.testkit.storage.EndingSuite;
import dev.eventstore.testkit.storage.FilterSuite;
import dev.eventstore.testkit.storage.HintSuite;
import dev.eventstore.testkit.storage.ImportSuite;
import dev.eventstore.testkit.storage.LeaseSuite;
import dev.eventstore.testkit.storage.ReadSuite;
import dev.eventstore.testkit.storage.RepeatSuite;
import dev.eventstore.testkit.storage.StorageFixture;
import org.junit.jupiter.api.Nested;

/**
 * All suites of a storage. A storage module extends this class once, with a fixture, and so runs them whole.
 *
 * <p>Each test gets a fixture of its own. Called by JUnit only.
 */
public abstract class StorageConformance {

    /** For subclasses. */
    protected StorageConformance() {}

    /**
     * The data of one test.
     *
     * @return a fixture with empty data
     */
    protected abstract StorageFixture newFixture();

    /** Appends and expected versions. */
    @Nested
    public class Appends extends AppendSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Appends that were sent before. */
    @Nested
    public class Repeats extends RepeatSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Many appends at once. */
    @Nested
    public class Concurrency extends ConcurrencySuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Claims of epochs. */
    @Nested
    public class Claims extends ClaimSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** What the nodes of a cluster share. */
    @Nested
    public class Clusters extends ClusterSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Deadlines and closing. */
    @Nested
    public class Endings extends EndingSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Pages, info and head. */
    @Nested
    public class Reads extends ReadSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Pages of what a filter lets pass. */
    @Nested
    public class Filters extends FilterSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Imports. */
    @Nested
    public class Imports extends ImportSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Links. */
    @Nested
    public class Links extends StorageLinkSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Deletes. */
    @Nested
    public class Deletes extends StorageDeleteSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Leases and checkpoints. */
    @Nested
    public class Leases extends LeaseSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Parked events. */
    @Nested
    public class Parking extends ParkingStorageSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** What is listed, and what is raised after a restore. */
    @Nested
    public class Restores extends RestoreSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Hints. */
    @Nested
    public class Hints extends HintSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Snapshots. */
    @Nested
    public class Snapshots extends SnapshotSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Lists of streams. */
    @Nested
    public class StreamLists extends StreamListSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }

    /** Checkpoints that are waited for. */
    @Nested
    public class Checkpoints extends CheckpointSuite {
        @Override
        protected StorageFixture newFixture() {
            return StorageConformance.this.newFixture();
        }
    }
}

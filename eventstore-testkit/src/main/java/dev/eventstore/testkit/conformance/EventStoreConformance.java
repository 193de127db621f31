package dev.eventstore.testkit.conformance;

import dev.eventstore.api.StreamId;
import dev.eventstore.testkit.catalog.StoreSnapshotSuite;
import dev.eventstore.testkit.catalog.StoreStreamListSuite;
import dev.eventstore.testkit.competing.ActivitySuite;
import dev.eventstore.testkit.competing.ConcurrentSuite;
import dev.eventstore.testkit.competing.PartitionSuite;
import dev.eventstore.testkit.competing.SharedFlowSuite;
import dev.eventstore.testkit.link.DeleteRaceSuite;
import dev.eventstore.testkit.link.LinkedSubscriptionSuite;
import dev.eventstore.testkit.link.StoreDeleteSuite;
import dev.eventstore.testkit.link.StoreLinkSuite;
import dev.eventstore.testkit.parking.ParkSuite;
import dev.eventstore.testkit.parking.ReplaySuite;
import dev.eventstore.testkit.parking.RetrySuite;
import dev.eventstore.testkit.store.AckSuite;
import dev.eventstore.testkit.store.EventStoreFixture;
import dev.eventstore.testkit.store.FlowSuite;
import dev.eventstore.testkit.store.LifecycleSuite;
import dev.eventstore.testkit.store.ListenSuite;
import dev.eventstore.testkit.store.OwnershipSuite;
import dev.eventstore.testkit.store.StoreAppendSuite;
import dev.eventstore.testkit.store.StoreReadSuite;
import dev.eventstore.testkit.store.SubscribeSuite;
import dev.eventstore.testkit.store.WaitSuite;
import dev.eventstore.testkit.transience.TransientFlowSuite;
import dev.eventstore.testkit.transience.TransientSuite;
import org.junit.jupiter.api.Nested;

/**
 * All suites of a store. A storage or registry module extends this class once, with a fixture, and so runs them whole.
 *
 * <p>Each test gets a fixture of its own. Called by JUnit only.
 */
public abstract class EventStoreConformance {

    /** For subclasses. */
    protected EventStoreConformance() {}

    /**
     * The data of one test.
     *
     * @return a fixture with empty data
     */
    protected abstract EventStoreFixture newFixture();

    /** Appends, limits and bad arguments. */
    @Nested
    public class Appends extends StoreAppendSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Pages, lazy streams, info. */
    @Nested
    public class Reads extends StoreReadSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Links. */
    @Nested
    public class Links extends StoreLinkSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Deletes. */
    @Nested
    public class Deletes extends StoreDeleteSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Deletes beside whatever else happens. */
    @Nested
    public class DeleteRaces extends DeleteRaceSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Links, subscribed to. */
    @Nested
    public class LinkedSubscriptions extends LinkedSubscriptionSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Transient listeners. */
    @Nested
    public class Listening extends ListenSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Persistent subscriptions to one stream. */
    @Nested
    public class SubscribingToAStream extends SubscribeSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }

        @Override
        protected StreamId target() {
            return ORDER;
        }
    }

    /** Persistent subscriptions to {@code $all}. */
    @Nested
    public class SubscribingToAll extends SubscribeSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }

        @Override
        protected StreamId target() {
            return StreamId.ALL;
        }
    }

    /** Acknowledgements and checkpoints. */
    @Nested
    public class Acknowledging extends AckSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Buffers, filters, selectors, mappers. */
    @Nested
    public class Flow extends FlowSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Transient subscriptions with a name. */
    @Nested
    public class Transience extends TransientSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Transient subscriptions with a name: acknowledgements, several subscribers, failures. */
    @Nested
    public class TransientFlow extends TransientFlowSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Who holds a subscription: one subscriber, one node. */
    @Nested
    public class Ownership extends OwnershipSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Several subscribers of one subscription. */
    @Nested
    public class Concurrent extends ConcurrentSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Several subscribers: buffers, room, selectors. */
    @Nested
    public class SharedFlow extends SharedFlowSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Several subscribers, and events with partition keys. */
    @Nested
    public class Partitions extends PartitionSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** What the list of subscriptions says. */
    @Nested
    public class Activities extends ActivitySuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Closing, deadlines, the asynchronous view, the cluster of one. */
    @Nested
    public class Lifecycle extends LifecycleSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Retrying and skipping. */
    @Nested
    public class Retries extends RetrySuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Parking. */
    @Nested
    public class Parking extends ParkSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Replaying. */
    @Nested
    public class Replays extends ReplaySuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Snapshots. */
    @Nested
    public class Snapshots extends StoreSnapshotSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Lists of streams. */
    @Nested
    public class StreamLists extends StoreStreamListSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }

    /** Waiting for subscriptions. */
    @Nested
    public class Waiting extends WaitSuite {
        @Override
        protected EventStoreFixture newFixture() {
            return EventStoreConformance.this.newFixture();
        }
    }
}

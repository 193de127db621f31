package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.parked.Owner;
import dev.eventstore.core.parked.ParkingDesk;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ActivityMessages.Running;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import dev.eventstore.core.wire.SharedOptions;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Replay;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is attached to a subscription, and who may be beside them: as many as the limit, all with the same options. Confined to the
 * mailbox of the subscription's process.
 */
final class Outboxes implements Owner {

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final SubscriptionMachine machine;
    private final Process.Self self;
    private final Runnable changed;
    private final Runnable lost;
    private final Consumer<EventStoreException> ending;
    private final ParkingDesk desk;
    private final Map<UUID, Outbox> byAttachment = new LinkedHashMap<>();
    private @Nullable SharedOptions options;
    private boolean open;

    /** The lowest number after which one of them would start. */
    private long startAfter;

    /**
     * Nobody is attached.
     *
     * @param changed does whatever is due
     * @param lost run when the lease is somebody else's
     * @param ending ends the subscription
     */
    Outboxes(
            SubscriptionKey key,
            SubscriptionContext context,
            SubscriptionMachine machine,
            Process.Self self,
            Runnable changed,
            Runnable lost,
            Consumer<EventStoreException> ending) {
        this.changed = changed;
        this.lost = lost;
        this.ending = ending;
        this.desk = new ParkingDesk(
                key.stream(), key.name(), machine, context.storage(), context.time(), context.observer(), self, this);
        this.key = key;
        this.context = context;
        this.machine = machine;
        this.self = self;
    }

    /** Where what is parked for them is kept. */
    ParkingDesk desk() {
        return desk;
    }

    @Override
    public void changed() {
        changed.run();
    }

    @Override
    public void leaseLost() {
        lost.run();
    }

    @Override
    public void end(EventStoreException cause) {
        ending.accept(cause);
    }

    @Override
    public boolean hasSubscribers() {
        return !isEmpty();
    }

    boolean isEmpty() {
        return byAttachment.isEmpty();
    }

    @Nullable
    Outbox get(UUID attachment) {
        return byAttachment.get(attachment);
    }

    /** The attachment that acknowledges, if it is there under this number. */
    @Nullable
    Outbox get(Ack ack) {
        Outbox outbox = byAttachment.get(ack.attachment());
        return outbox != null && outbox.isFor(ack) ? outbox : null;
    }

    /** All who are attached now. */
    List<Outbox> all() {
        return List.copyOf(byAttachment.values());
    }

    /** Whether an attachment is not admitted; it is told why. */
    boolean refuses(Ask ask, Attach attach) {
        Optional<SubscriptionRefusedException> refusal = refusal(attach);
        refusal.ifPresent(cause -> {
            ask.answer().completeExceptionally(cause);
            changed(); // If one of those who are there is gone, that is found out now.
        });
        return refusal.isPresent();
    }

    private Optional<SubscriptionRefusedException> refusal(Attach attach) {
        SharedOptions wanted = attach.options();
        PartitionBy by = PartitionBy.parse(wanted.partitionBy());
        if (!context.keys().knows(by)) {
            return refused(
                    Reason.UNKNOWN_PARTITIONER,
                    "there is no partitioner '" + by.name() + "' on the node that runs it, which has "
                            + context.keys().known()
                            + ". Add the module that provides it to the program's modules or class path on every node");
        }
        Optional<String> difference =
                Optional.ofNullable(options).filter(shared -> !isEmpty()).flatMap(wanted::differenceFrom);
        if (difference.isPresent()) {
            return refused(
                    Reason.DIFFERENT_OPTIONS,
                    difference.get() + ". Give the same options, or close those who are attached first");
        }
        if (byAttachment.size() >= wanted.concurrencyLimit() && !byAttachment.containsKey(attach.attachment())) {
            return refused(
                    Reason.TOO_MANY_SUBSCRIBERS,
                    "its concurrency-limit is " + wanted.concurrencyLimit()
                            + ". Close another one first, raise the limit for all, or choose another name");
        }
        return Optional.empty();
    }

    private Optional<SubscriptionRefusedException> refused(Reason reason, String detail) {
        return Optional.of(new SubscriptionRefusedException(key.stream(), key.name(), reason, detail));
    }

    /** Takes the place of the one before of the same attachment. */
    void put(Outbox outbox, SharedOptions shared) {
        if (isEmpty()) {
            context.activity().enter(key.process(), self, this::activity);
        }
        startAfter = isEmpty() ? shared.startAfter() : Math.min(startAfter, shared.startAfter());
        options = shared;
        desk.attached(outbox.attachment(), shared.maxParked());
        byAttachment.put(outbox.attachment(), outbox);
    }

    /** Returns whether it was there. */
    boolean remove(Outbox outbox) {
        boolean removed = byAttachment.remove(outbox.attachment(), outbox);
        open &= !isEmpty();
        if (isEmpty()) {
            context.activity().leave(key.process(), self);
        }
        return removed;
    }

    /** Nobody is told anything more: the process moves. */
    void close() {
        all().forEach(Outbox::close);
        context.activity().leave(key.process(), self);
    }

    private Running activity() {
        List<NodeId> nodes = all().stream().map(each -> each.node).toList();
        return new Running(key.process(), machine.state(), nodes, machine.inFlight());
    }

    /**
     * Whether events may be delivered, and others admitted: not before everybody who was attached to another owner has told what
     * it holds, or has had the time for it.
     */
    boolean isOpen(Arrivals arrivals) {
        open |= !isEmpty() && (isAlone() || arrivals.isOver());
        return open;
    }

    /** Whether somebody may still work on what was taken back from it, and is about to hear that. */
    boolean isTakingBack() {
        return byAttachment.values().stream().anyMatch(Outbox::isTakingBack);
    }

    /** Only then it is known that all have told: among several may be one whose place was another's already. */
    private boolean isAlone() {
        return options != null && options.concurrencyLimit() == 1;
    }

    /** Sends what is due to all whom it would reach at once. */
    void deliver(SubscriptionMachine machine, long generation, Held held, long head) {
        machine.deliver(attachment -> byAttachment.get(attachment).isFree()).forEach((attachment, batch) -> {
            long settled = machine.checkpoint();
            Outbox to = byAttachment.get(attachment);
            to.hand(sequence -> new Deliver(
                    to.link(), sequence, generation, held, settled, batch.before(), batch.events(), batch.keys()));
            context.observer()
                    .delivered(key.stream(), key.name(), batch.events().size(), Math.max(0, head - settled));
        });
    }

    @Override
    public Optional<Holder> replay(StoredEvent event, int attempts, Predicate<UUID> idle) {
        Optional<Outbox> to = all().stream()
                .filter(each -> open && !isTakingBack() && each.isFree() && idle.test(each.attachment()))
                .findFirst();
        return to.map(each -> {
            long mine = each.hand(sequence -> new Replay(each.link(), sequence, event, attempts));
            return new Holder(each.attachment(), new Handed(each.link().session(), mine));
        });
    }

    /**
     * Where a subscription starts of which nothing is kept but what they tell: empty if one of them has been told before how far
     * it is, so that all of them start from what they tell.
     */
    Optional<StartFrom> start() {
        boolean isKnown = all().stream().anyMatch(each -> each.standing().knowsHowFar());
        return isKnown ? Optional.empty() : Optional.of(new StartFrom.After(Math.max(0, startAfter)));
    }

    /** Tells everybody how the subscription is. */
    void status(Function<Link, Status> status) {
        all().forEach(each -> each.status(status.apply(each.link())));
    }

    /** A view was entered; returns those whose nodes have left with it, which are told nothing more. */
    List<Outbox> viewed() {
        List<Outbox> left = all().stream().filter(Outbox::viewed).toList();
        left.forEach(Outbox::close);
        return left;
    }

    /** Those who wait to go. */
    List<Ask> leavers() {
        List<Ask> leavers = new ArrayList<>();
        byAttachment.values().forEach(each -> leavers.addAll(each.leavers()));
        return leavers;
    }
}

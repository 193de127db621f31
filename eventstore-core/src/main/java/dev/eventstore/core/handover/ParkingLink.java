package dev.eventstore.core.handover;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.wire.ParkingMessages.FromAttachment;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import dev.eventstore.core.wire.ParkingMessages.NowParked;
import dev.eventstore.core.wire.ParkingMessages.ParkEvent;
import dev.eventstore.core.wire.ParkingMessages.ReplayFailed;
import dev.eventstore.core.wire.ParkingMessages.Replayed;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What an attachment tells its owner of events that are parked or replayed, again until it is answered. Thread-safe.
 */
public final class ParkingLink {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(100);

    private final SubscriptionKey key;
    private final UUID attachment;
    private final Registry registry;
    private final TimeSource time;
    private final BooleanSupplier ended;
    private final Map<Long, Replaying> replaying = new ConcurrentHashMap<>();

    /**
     * An event that is being replayed, as it was handed over last, and before that by owners before: whoever still has one of
     * those says nothing of the last.
     */
    private record Replaying(RecordedEvent event, Handed handed, List<WeakReference<RecordedEvent>> former) {

        private List<WeakReference<RecordedEvent>> all() {
            List<WeakReference<RecordedEvent>> all = new ArrayList<>(former);
            all.removeIf(each -> each.get() == null);
            all.add(new WeakReference<>(event));
            return all;
        }

        private boolean isFormer(RecordedEvent other) {
            return other != event && former.stream().anyMatch(each -> each.get() == other);
        }
    }

    /**
     * The link of one attachment.
     *
     * @param key its subscription
     * @param attachment the attachment
     * @param registry reaches the owner
     * @param time the node's clock
     * @param ended whether nothing is to be told any more
     */
    public ParkingLink(
            SubscriptionKey key, UUID attachment, Registry registry, TimeSource time, BooleanSupplier ended) {
        this.key = key;
        this.attachment = attachment;
        this.registry = registry;
        this.time = time;
        this.ended = ended;
    }

    /** Parks an event, as {@link Host#park}. While an owner does not know of it, as after a move, it is asked again. */
    public CompletionStage<Set<Long>> park(StoredEvent event, String error, int attempts, BooleanSupplier over) {
        CompletableFuture<Set<Long>> parked = new CompletableFuture<>();
        park(new ParkEvent(attachment, event.number(), event.position(), error, attempts), over, parked);
        return parked;
    }

    private void park(ParkEvent message, BooleanSupplier over, CompletableFuture<Set<Long>> parked) {
        if (over.getAsBoolean()) {
            parked.complete(Set.of());
            return;
        }
        ask(message).whenComplete((answer, failure) -> {
            if (failure == null) {
                parked.complete(Set.copyOf(((NowParked) answer).numbers()));
            } else if (Failures.unwrap(failure) instanceof LimitExceededException full) {
                parked.completeExceptionally(full);
            } else {
                time.schedule(RETRY, () -> park(message, over, parked));
            }
        });
    }

    /** An event that is replayed is handed over. */
    public void replaying(RecordedEvent event, Handed handed) {
        replaying.compute(
                event.number(),
                (number, before) -> new Replaying(event, handed, before == null ? List.of() : before.all()));
    }

    /** An event of this number is handed over as one that is not replayed; returns what was handed over of it before. */
    public List<RecordedEvent> delivered(long number) {
        Replaying before = replaying.remove(number);
        return before == null
                ? List.of()
                : before.all().stream()
                        .map(WeakReference::get)
                        .filter(Objects::nonNull)
                        .toList();
    }

    /** If an event is being replayed: completes when it is parked no more, fails if it will be replayed again. */
    public Optional<CompletionStage<Void>> acknowledged(RecordedEvent event) {
        Replaying held = replaying.get(event.number());
        if (held == null || held.event().position() != event.position()) {
            return Optional.empty();
        }
        if (held.isFormer(event)) {
            return Optional.of(CompletableFuture.failedStage(key.leaseLost()));
        }
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        replayed(event.number(), event.position(), held.handed()).whenComplete((done, failure) -> {
            if (failure == null) {
                replaying.remove(event.number(), held);
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(Failures.unwrap(failure));
            }
        });
        return Optional.of(acknowledged);
    }

    /** An event that is replayed is handled. */
    public CompletionStage<Message> replayed(long number, long position, Handed handed) {
        return told(new Replayed(attachment, number, position, handed));
    }

    /** An event that is replayed has failed again. */
    public void replayFailed(StoredEvent event, String error, int attempts, Handed handed) {
        replaying.computeIfPresent(
                event.number(), (number, held) -> held.handed().equals(handed) ? null : held);
        told(new ReplayFailed(attachment, event.number(), event.position(), error, attempts, handed));
    }

    private CompletionStage<Message> told(FromAttachment message) {
        CompletableFuture<Message> answered = new CompletableFuture<>();
        tell(message, answered);
        return answered;
    }

    private void tell(FromAttachment message, CompletableFuture<Message> answered) {
        ask(message).whenComplete((answer, failure) -> {
            Throwable cause = failure == null ? null : Failures.unwrap(failure);
            if (cause == null) {
                answered.complete(answer);
            } else if (cause instanceof LeaseLostException || ended.getAsBoolean()) {
                answered.completeExceptionally(new LeaseLostException(key.stream(), key.name()));
            } else {
                time.schedule(RETRY, () -> tell(message, answered));
            }
        });
    }

    private CompletionStage<Message> ask(FromAttachment message) {
        return registry.ask(key.process(), message, Deadline.after(time, TIMEOUT));
    }
}

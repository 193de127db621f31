package dev.eventstore.core.activity;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.wire.ActivityMessages;
import dev.eventstore.core.wire.ActivityMessages.Describe;
import dev.eventstore.core.wire.ActivityMessages.Described;
import dev.eventstore.core.wire.ActivityMessages.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the nodes what subscriptions do: all nodes at once, each about many subscriptions in a message. Who does not answer fails
 * nothing. Thread-safe.
 */
public final class ActivityCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityCalls.class);
    private static final int MOST_NAMES = 500;

    /** Nobody who is well takes so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Registry registry;
    private final TimeSource time;

    /**
     * Calls over a registry.
     *
     * @param registry knows who runs what, and reaches the nodes
     * @param time the node's clock
     */
    public ActivityCalls(Registry registry, TimeSource time) {
        this.registry = registry;
        this.time = time;
    }

    /**
     * Finds out what subscriptions do.
     *
     * @param stored what the storage knows of them
     * @param deadline when the caller stops waiting; the nodes have half of the time until then, and two seconds at most
     * @return completes with the same in the same order, with what each does; it does not fail
     */
    public CompletionStage<List<SubscriptionInfo>> describe(List<SubscriptionInfo> stored, Deadline deadline) {
        Duration half = deadline.remaining(time).dividedBy(2);
        Deadline soon = Deadline.after(time, half.compareTo(PATIENCE) < 0 ? half : PATIENCE);
        Map<ProcessName, Activity> found = new HashMap<>();
        List<CompletableFuture<Map<ProcessName, Activity>>> answers = new ArrayList<>();
        byOwner(stored, found).forEach((node, names) -> {
            for (int from = 0; from < names.size(); from += MOST_NAMES) {
                answers.add(ask(node, names.subList(from, Math.min(names.size(), from + MOST_NAMES)), soon));
            }
        });
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    answers.forEach(answer -> found.putAll(answer.getNow(Map.of())));
                    return stored.stream()
                            .map(info -> info.with(found.getOrDefault(process(info), info.activity())))
                            .toList();
                });
    }

    private Map<NodeId, List<ProcessName>> byOwner(List<SubscriptionInfo> stored, Map<ProcessName, Activity> found) {
        Map<NodeId, List<ProcessName>> names = new LinkedHashMap<>();
        for (SubscriptionInfo info : stored) {
            ProcessName name = process(info);
            try {
                names.computeIfAbsent(registry.ownerOf(name), first -> new ArrayList<>())
                        .add(name);
            } catch (NoNodeAvailableException lost) {
                found.put(name, Activity.silent(Optional.empty()));
            }
        }
        return names;
    }

    private static ProcessName process(SubscriptionInfo info) {
        return ProcessName.subscription(info.stream(), info.name());
    }

    private CompletableFuture<Map<ProcessName, Activity>> ask(NodeId node, List<ProcessName> names, Deadline deadline) {
        return registry.askAt(node, ActivityMessages.desk(), new Describe(List.copyOf(names)), deadline)
                .handle((answer, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} did not tell what {} subscriptions do", node, names.size(), failure);
                        return silent(node, names);
                    }
                    return told(node, answer);
                })
                .toCompletableFuture();
    }

    private static Map<ProcessName, Activity> told(NodeId node, Message answer) {
        Map<ProcessName, Activity> told = new HashMap<>();
        if (answer instanceof Described described) {
            told.putAll(silent(node, described.silent()));
            described.running().forEach(each -> told.put(each.name(), running(node, each)));
        }
        return told;
    }

    private static Map<ProcessName, Activity> silent(NodeId node, List<ProcessName> names) {
        Map<ProcessName, Activity> silent = new HashMap<>();
        names.forEach(name -> silent.put(name, Activity.silent(Optional.of(node))));
        return silent;
    }

    private static Activity running(NodeId node, Running running) {
        return new Activity(
                Presence.RUNNING,
                Optional.of(node),
                Optional.of(running.state()),
                running.subscribers().stream()
                        .sorted(Comparator.comparing(NodeId::name))
                        .toList(),
                running.inFlight());
    }
}

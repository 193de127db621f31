package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.Query;
import dev.eventstore.core.link.NodeMessage.Running;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What runs on which node, asked of each of them. Thread-safe. */
final class Queries {

    private static final Duration REPEAT = Duration.ofMillis(500);

    private final NodeId self;
    private final ProcessHost processes;
    private final NodeLink link;
    private final TimeSource time;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<List<ProcessName>>> open = new ConcurrentHashMap<>();

    Queries(NodeId self, ProcessHost processes, NodeLink link, TimeSource time) {
        this.self = self;
        this.processes = processes;
        this.link = link;
        this.time = time;
    }

    /** Everything that runs on these nodes, or only a process of one name. Fails naming those that do not answer. */
    CompletionStage<List<Registration>> running(List<NodeId> nodes, @Nullable ProcessName name, Deadline deadline) {
        Map<NodeId, CompletableFuture<List<ProcessName>>> answers = new TreeMap<>(Comparator.comparing(NodeId::name));
        nodes.forEach(node -> answers.put(node, ask(node, name, deadline)));
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new));
        TimeSource.Timer timer = time.schedule(deadline.remaining(time), () -> fail(answers));
        return all.handle((done, failure) -> {
            timer.cancel();
            if (failure != null) {
                throw silent(answers);
            }
            return merged(answers);
        });
    }

    void asked(NodeId from, Query query) {
        link.send(from, new Running(query.id(), here(query.name())));
    }

    void answered(Running answer) {
        CompletableFuture<List<ProcessName>> asked = open.remove(answer.id());
        if (asked != null) {
            asked.complete(answer.names());
        }
    }

    private List<ProcessName> here(@Nullable ProcessName name) {
        List<ProcessName> running = processes.running();
        return name == null || !running.contains(name) ? (name == null ? running : List.of()) : List.of(name);
    }

    private CompletableFuture<List<ProcessName>> ask(NodeId node, @Nullable ProcessName name, Deadline deadline) {
        if (node.equals(self)) {
            return CompletableFuture.completedFuture(here(name));
        }
        Query query = new Query(ids.incrementAndGet(), name);
        CompletableFuture<List<ProcessName>> answer = new CompletableFuture<>();
        open.put(query.id(), answer);
        answer.whenComplete((names, failure) -> open.remove(query.id()));
        repeat(node, query, answer, deadline);
        return answer;
    }

    private void repeat(NodeId node, Query query, CompletableFuture<?> answer, Deadline deadline) {
        if (!answer.isDone() && !deadline.hasPassed(time)) {
            link.send(node, query);
            time.schedule(REPEAT, () -> repeat(node, query, answer, deadline));
        }
    }

    private static void fail(Map<NodeId, CompletableFuture<List<ProcessName>>> answers) {
        RuntimeException silent = silent(answers);
        answers.values().forEach(answer -> answer.completeExceptionally(silent));
    }

    private static RuntimeException silent(Map<NodeId, CompletableFuture<List<ProcessName>>> answers) {
        List<NodeId> silent = answers.entrySet().stream()
                .filter(each -> !each.getValue().isDone() || each.getValue().isCompletedExceptionally())
                .map(Map.Entry::getKey)
                .toList();
        return new DeadlineExceededException(silent + " did not answer what runs there; ask again", null);
    }

    private static List<Registration> merged(Map<NodeId, CompletableFuture<List<ProcessName>>> answers) {
        List<Registration> all = new ArrayList<>();
        answers.forEach(
                (node, names) -> names.getNow(List.of()).forEach(name -> all.add(new Registration(name, node))));
        all.sort(Comparator.comparing((Registration each) -> each.name().type())
                .thenComparing(each -> each.name().key()));
        return List.copyOf(all);
    }
}

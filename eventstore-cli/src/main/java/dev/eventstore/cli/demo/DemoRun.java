package dev.eventstore.cli.demo;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.WrongExpectedVersionException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The chapters of the demonstration that append and read. Confined to one thread.
 */
final class DemoRun {

    private static final int RIVALS = 8;

    private final EventStore store;
    private final DemoSql sql;
    private final Claims claims;
    private final GitHistory history;
    private final List<EventData> events;

    DemoRun(EventStore store, DemoSql sql, Claims claims, GitHistory history) {
        this.store = store;
        this.sql = sql;
        this.claims = claims;
        this.history = history;
        this.events = history.changes().stream().map(Change::event).toList();
    }

    /** Appends everything, then everything once more. */
    void append() throws SQLException {
        claims.chapter(
                "1  Append: an event for each changed file, each naming the version that it expects of its stream");
        long begin = System.nanoTime();
        List<AppendResult> first = appendAll();
        double seconds = (System.nanoTime() - begin) / 1e9;
        int count = events.size();
        claims.check(
                String.format(
                        Locale.ROOT,
                        "%,d appends returned in %.2f s (%,.0f/s), and the database has %,d events",
                        count,
                        seconds,
                        count / seconds,
                        count),
                (long) count,
                sql.events());
        claims.check("positions in $all have no hole", 0L, sql.missingPositions());
        claims.check(
                String.format(Locale.ROOT, "versions have no hole in any of %,d streams", history.streams()),
                0L,
                sql.streamsWithHoles());

        claims.chapter("2  The same appends again, as after an answer that was lost");
        claims.check("every append gets its first answer again", first, appendAll());
        claims.check("nothing was added", (long) count, sql.events());
    }

    private List<AppendResult> appendAll() {
        Map<StreamId, Long> versions = new HashMap<>();
        List<CompletionStage<AppendResult>> answers = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            StreamId stream = history.changes().get(i).stream();
            long version = versions.merge(stream, 1L, Long::sum) - 1;
            answers.add(store.async().append(stream, ExpectedVersion.exactly(version), List.of(events.get(i))));
        }
        return answers.stream()
                .map(answer -> answer.toCompletableFuture().join())
                .toList();
    }

    /** Lets rivals append with the same expectation. */
    void conflict() throws SQLException {
        StreamId stream = busiest();
        long version = sql.eventsOf(stream.value());
        claims.chapter("3  " + RIVALS + " callers append to " + stream + ", all expecting version " + version);
        List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
        for (int i = 0; i < RIVALS; i++) {
            EventData event = EventData.json("RivalCame", "{\"rival\":" + i + "}");
            answers.add(store.async()
                    .append(stream, ExpectedVersion.exactly(version), List.of(event))
                    .toCompletableFuture());
        }
        List<Long> won = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        for (CompletableFuture<AppendResult> answer : answers) {
            try {
                won.add(answer.join().lastVersion());
            } catch (CompletionException e) {
                if (e.getCause() instanceof WrongExpectedVersionException refused) {
                    told.add(refused.actual());
                }
            }
        }
        claims.check("one of them wins and writes version " + (version + 1), List.of(version + 1), won);
        claims.check(
                "the others are refused and told the version that they met",
                Collections.nCopies(RIVALS - 1, version + 1),
                told);
        claims.check("the database has one event more", version + 1, sql.eventsOf(stream.value()));
    }

    private StreamId busiest() {
        Map<StreamId, Integer> counts = new HashMap<>();
        history.changes().forEach(change -> counts.merge(change.stream(), 1, Integer::sum));
        Comparator<Map.Entry<StreamId, Integer>> byCount = Map.Entry.comparingByValue();
        return Collections.max(counts.entrySet(), byCount.thenComparing(Map.Entry.comparingByKey()))
                .getKey();
    }

    /** Reads a stream both ways, and {@code $all}. */
    void read() throws SQLException {
        claims.chapter("4  Read");
        StreamId stream = busiest();
        List<String> appended = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (history.changes().get(i).stream().equals(stream)) {
                appended.add(events.get(i).id().toString());
            }
        }
        List<String> forward = ids(store.stream(stream, ReadOptions.forward().limit(appended.size()))
                .toList());
        claims.check(
                stream + " has its " + appended.size() + " events in the order of git's history", appended, forward);
        List<String> all = ids(store.stream(stream, ReadOptions.forward()).toList());
        List<String> backward =
                new ArrayList<>(ids(store.stream(stream, ReadOptions.backward()).toList()));
        Collections.reverse(backward);
        claims.check("read backward it is the same, reversed", all, backward);
        List<String> everything =
                ids(store.stream(StreamId.ALL, ReadOptions.forward()).toList());
        claims.check(
                String.format(Locale.ROOT, "$all has all %,d events in the order of their commits", everything.size()),
                sql.idsByPosition(),
                everything);
    }

    private static List<String> ids(List<RecordedEvent> read) {
        return read.stream().map(event -> event.id().toString()).toList();
    }

    /** Tries to change what has happened. */
    void appendOnly() throws SQLException {
        long before = sql.events();
        claims.chapter("6  Somebody tries to change the past, with SQL");
        claims.check("an update is refused", "refused", sql.changeThePast("update $.events set type = 'Forged'"));
        claims.check("a delete is refused", "refused", sql.changeThePast("delete from $.events"));
        claims.check("a truncate is refused", "refused", sql.changeThePast("truncate $.events"));
        claims.check("every event is still there", before, sql.events());
    }
}

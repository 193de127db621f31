package dev.eventstore.cli.demo;

import dev.eventstore.cli.demo.DemoNode.Answer;
import dev.eventstore.cli.nodes.NodeProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The chapter in which a node is paused until the others have gone on without it, and wakes in its old view. Confined to one
 * thread.
 */
final class PauseRun {

    private static final int ATTEMPTS = 3;
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int MILLION = 1_000_000;

    private final DemoNodes nodes;
    private final DemoSql sql;
    private final Claims claims;
    private final ClusterRun run;

    PauseRun(DemoNodes nodes, DemoSql sql, Claims claims, ClusterRun run) {
        this.nodes = nodes;
        this.sql = sql;
        this.claims = claims;
        this.run = run;
    }

    void pause() throws SQLException {
        String stream = run.busiest();
        DemoNode owner = nodes.named(
                nodes.all().get(0).ask("owner " + DemoNode.quoted(stream)).text("node"));
        claims.chapter("8  " + owner.shortName() + ", which owns " + stream
                + ", is paused until the others have replaced it," + " and wakes");
        if (!NodeProcess.canPause()) {
            claims.leftOut("there is no program 'kill' here, which would pause a node");
            return;
        }
        Woken woken = paused(owner, stream);
        // Now and then it hears of the new view before it gets to its commands.
        for (int attempt = 1; attempt < ATTEMPTS && !woken.isStale(owner); attempt++) {
            claims.say("  It heard of the new view before it appended. Once more …");
            woken = paused(owner, stream);
        }
        check(owner, stream, woken);
    }

    /** Pauses a node past its removal, and wakes it with commands that wait for it. */
    private Woken paused(DemoNode owner, String stream) throws SQLException {
        DemoNode other = nodes.others(owner).get(0);
        String append = "append " + DemoNode.quoted(stream) + " ";
        long spent = nodes.awaitView(nodes.all().toArray(DemoNode[]::new));
        long version = sql.eventsOf(stream);
        long refusedBefore = owner.ask("epoch").number("superseded");
        long began = System.nanoTime();
        owner.pause();
        Answer first = run.noted(other.ask(append + "WentOn {} --expect " + version));
        long millis = (System.nanoTime() - began) / MILLION;
        Answer second = run.noted(other.ask(append + "WentOn {} --expect " + (version + 1)));
        long epoch = nodes.awaitView(nodes.others(owner).toArray(DemoNode[]::new));
        UUID any = UUID.randomUUID();
        UUID exact = UUID.randomUUID();
        owner.give("owner " + DemoNode.quoted(stream));
        owner.give(append + "Stale {} --id " + any);
        owner.give(append + "Stale {} --id " + exact + " --expect " + version);
        owner.give("epoch");
        owner.resume();
        String believed = owner.answer().text("node");
        Answer written = run.noted(owner.answer());
        Answer refused = run.noted(owner.answer());
        long superseded = owner.answer().number("superseded") - refusedBefore;
        return new Woken(
                version,
                List.of(first.outcome(), second.outcome()),
                millis,
                spent,
                epoch,
                believed,
                any,
                written,
                exact,
                refused,
                superseded);
    }

    private void check(DemoNode owner, String stream, Woken woken) throws SQLException {
        String name = owner.shortName();
        claims.check(
                "the others went on: an append was done after " + woken.millis() + " ms, and another one",
                List.of("done", "done"),
                woken.millis() <= SOON.toMillis() ? woken.wentOn() : List.of("late", woken.millis()));
        claims.check(
                "under a higher epoch, " + woken.epoch() + " instead of " + woken.spent(),
                true,
                woken.epoch() > woken.spent());
        if (woken.isStale(owner)) {
            claims.check(name + " woke up and believed to own the stream", owner.name(), woken.believed());
            claims.check(
                    "the storage refused " + woken.superseded() + " of its appends, made by epoch " + woken.spent()
                            + ", as it was told",
                    true,
                    woken.superseded() > 0);
        } else {
            claims.leftOut(
                    "each time " + name + " heard of the new view before it appended by the old one, so there was"
                            + " nothing for the storage to refuse. Run the demo once more to see that");
        }
        claims.check(
                "the database saw no event written by " + name + " while epoch " + woken.epoch() + " was in force",
                0L,
                sql.writtenBy(owner.name(), woken.epoch()));
        checkStale(owner, woken);
        long entered = nodes.awaitView(nodes.all().toArray(DemoNode[]::new));
        long version = sql.eventsOf(stream);
        Answer after = run.noted(owner.ask("append " + DemoNode.quoted(stream) + " Back {} --expect " + version));
        claims.check(
                "it is a member again, of epoch " + entered + ", and appends version " + (version + 1),
                version + 1,
                after.number("version"));
    }

    /** What became of the two appends with which it woke. */
    private void checkStale(DemoNode owner, Woken woken) throws SQLException {
        List<String> writers = sql.writersOf(woken.any().toString());
        String ended = woken.written().outcome();
        claims.check(
                ended.equals("done")
                        ? "its append was done then, by " + writers
                        : "its append ended as " + ended + ", and is not in the database",
                true,
                ended.equals("done")
                        ? writers.size() == 1 && !writers.contains(owner.name() + " " + woken.epoch())
                        : ended.equals("NoNodeAvailableException") && writers.isEmpty());
        claims.check(
                "one that expected version " + woken.version() + ", where the others had gone on, was refused",
                true,
                List.of("WrongExpectedVersionException", "NoNodeAvailableException")
                        .contains(woken.refused().outcome()));
        claims.check(
                "and is not in the database",
                List.of(),
                sql.writersOf(woken.exact().toString()));
    }

    /**
     * What happened when a node woke. Immutable.
     *
     * @param version the stream's version before
     * @param wentOn how the others' appends ended
     * @param millis after how long the first of them was done
     * @param spent the epoch in which the node fell asleep
     * @param epoch the one of the others
     * @param believed whom it took for the owner when it woke
     * @param any the id of what it appended first, at any version
     * @param written how that ended
     * @param exact the id of what it appended then, at a version that is past
     * @param refused how that ended
     * @param superseded how many of its appends the storage has refused by their epoch
     */
    private record Woken(
            long version,
            List<String> wentOn,
            long millis,
            long spent,
            long epoch,
            String believed,
            UUID any,
            Answer written,
            UUID exact,
            Answer refused,
            long superseded) {

        /** Whether it asked the storage by its old view, which then refused it. */
        boolean isStale(DemoNode owner) {
            return believed.equals(owner.name()) && superseded > 0;
        }
    }
}

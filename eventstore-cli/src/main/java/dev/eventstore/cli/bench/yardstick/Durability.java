package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.console.CommandFailure;
import java.sql.SQLException;

/**
 * What the server promises about a commit. Immutable.
 *
 * @param version the server's version
 * @param fsync whether it makes the disk write
 * @param fullPageWrites whether it survives torn pages
 * @param synchronousCommit what it does unless a session asks otherwise; all sessions here ask for {@code on}
 */
public record Durability(String version, String fsync, String fullPageWrites, String synchronousCommit) {

    /**
     * Asks the server.
     *
     * @param scratch a connection to it
     * @return what it says
     * @throws SQLException if it does not answer
     */
    public static Durability of(Scratch scratch) throws SQLException {
        return new Durability(
                scratch.text("show server_version"),
                scratch.text("show fsync"),
                scratch.text("show full_page_writes"),
                scratch.text("show synchronous_commit"));
    }

    /**
     * Whether a commit outlives a power cut.
     *
     * @return true if all is on
     */
    public boolean durable() {
        return fsync.equals("on") && fullPageWrites.equals("on") && synchronousCommit.equals("on");
    }

    /**
     * Refuses a server that is fast because it promises little.
     *
     * @throws CommandFailure if it is not durable
     */
    public void require() {
        if (!durable()) {
            throw new CommandFailure("This server is not durable (" + this + "), so its figures would mean nothing."
                    + " Switch the settings on, or measure all the same with --allow-non-durable.");
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL %s: fsync %s, full_page_writes %s, synchronous_commit %s"
                .formatted(version, fsync, fullPageWrites, synchronousCommit);
    }
}

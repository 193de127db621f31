package dev.eventstore.postgres.link;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.SentOnce;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Links in PostgreSQL. Thread-safe: each call is one statement in autocommit, so no client's turn happens while the head row is
 * locked.
 */
public final class PostgresLinks implements LinkStorage {

    private final Work work;
    private final LongConsumer onWritten;
    private final Consumer<LongConsumer> listeners;
    private final String link;
    private final String last;
    private final String after;

    /**
     * The links of a database.
     *
     * @param database the database
     * @param work the threads that wait for it
     * @param onWritten told the id of the last link after each call that wrote
     * @param listeners takes those who are to be told of links of other programs
     */
    public PostgresLinks(Database database, Work work, LongConsumer onWritten, Consumer<LongConsumer> listeners) {
        this.work = work;
        this.onWritten = onWritten;
        this.listeners = listeners;
        Sql sql = new Sql(database.config().schema());
        this.link = sql.get("link/link.sql");
        this.last = sql.get("link/last_link.sql");
        this.after = sql.get("link/new_links.sql");
    }

    @Override
    public CompletionStage<Linked> link(Request request) {
        SentOnce<Linked> call = new LinkCall(request).sending(link);
        return work.run("linking", request.deadline(), call::run).handle((linked, failure) -> {
            if (failure != null) {
                throw call.failure(failure);
            }
            onWritten.accept(linked.lastLink());
            return linked;
        });
    }

    @Override
    public CompletionStage<Long> lastLink(Deadline deadline) {
        return work.run("reading", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(last);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public CompletionStage<NewLinks> after(long link, int limit, Deadline deadline) {
        return work.run("reading", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(after)) {
                statement.setLong(1, link);
                statement.setInt(2, limit);
                statement.setLong(3, link);
                statement.setInt(4, limit);
                statement.setInt(5, limit);
                Set<String> streams = new HashSet<>();
                long upTo = link;
                boolean removed = false;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        upTo = row.getLong(1);
                        streams.add(row.getString(2));
                        removed |= row.getBoolean(3);
                    }
                }
                return new NewLinks(streams, upTo, removed);
            }
        });
    }

    @Override
    public void onLinks(LongConsumer listener) {
        listeners.accept(listener);
    }
}

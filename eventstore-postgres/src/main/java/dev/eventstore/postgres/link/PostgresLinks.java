package dev.eventstore.postgres.link;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.SentOnce;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /**
     * Links in the transaction that a connection is in, by the function and checks that all links take.
     *
     * @param connection in a transaction; stays open
     * @param config the settings, which name the schema
     * @param request the links
     * @param seconds how long it may wait for the head row
     * @return where the links stand if the transaction is committed
     * @throws SQLException if the database fails, so that the transaction can go no further
     * @throws dev.eventstore.api.error.EventStoreException if the links are refused; nothing was written
     */
    public static Linked linkIn(Connection connection, PostgresConfig config, Request request, int seconds)
            throws SQLException {
        BinaryArray.allow(connection);
        return new LinkCall(request).in(connection, new Sql(config.schema()).get("link/link.sql"), seconds);
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

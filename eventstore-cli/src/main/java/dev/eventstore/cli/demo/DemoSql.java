package dev.eventstore.cli.demo;

import dev.eventstore.cli.bench.yardstick.Scratch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks the database itself, past the store, what is in it. Confined to one thread. */
final class DemoSql implements AutoCloseable {

    private final Connection connection;
    private final String schema;

    DemoSql(Scratch scratch, String schema) throws SQLException {
        this.connection = scratch.connect();
        this.schema = schema;
    }

    /** How many events there are. */
    long events() throws SQLException {
        return number("select count(*) from $.events");
    }

    /** How many events a stream has. */
    long eventsOf(String stream) throws SQLException {
        String sql = filled("select count(*) from $.events e join $.streams s using (stream_id) where s.name = ?");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stream);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** The ids of all events by position. */
    List<String> idsByPosition() throws SQLException {
        return texts("select event_id::text from $.events order by position");
    }

    /** The positions that are missing below the last one. */
    long missingPositions() throws SQLException {
        return number("select coalesce(max(position), 0) - count(*) from $.events");
    }

    /** The streams whose versions are not 1 to n. */
    long streamsWithHoles() throws SQLException {
        return number("select count(*) from (select 1 from $.events group by stream_id"
                + " having min(version) <> 1 or max(version) <> count(*)) broken");
    }

    /** The checkpoint of a subscription. */
    long checkpoint(String name) throws SQLException {
        return number("select checkpoint from $.subscriptions where stream = '$all' and name = '" + name + "'");
    }

    /** From now on the database notes for each event which node wrote it, and the epoch that was in force. */
    void noteWriters() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(filled("""
                    create table $.demo_writers (position bigint primary key, node text not null, epoch bigint not null);
                    create function $.demo_note() returns trigger language plpgsql as $note$
                    begin
                      insert into $.demo_writers
                      select w.position, substring(current_setting('application_name') from '[^ ]+$'), h.epoch
                        from written w, $.head h;
                      return null;
                    end $note$;
                    create trigger demo_note after insert on $.events
                      referencing new table as written for each statement execute function $.demo_note()"""));
        }
    }

    /** The epoch in force. */
    long epoch() throws SQLException {
        return number("select epoch from $.head");
    }

    /** The streams, each with the nodes that wrote events of it. */
    List<String> writers() throws SQLException {
        return texts("select distinct w.node || ' ' || s.name from $.events e"
                + " join $.demo_writers w using (position) join $.streams s using (stream_id)");
    }

    /** How many events a node wrote while an epoch was in force. */
    long writtenBy(String node, long epoch) throws SQLException {
        return number("select count(*) from $.demo_writers where node = '" + node + "' and epoch = " + epoch);
    }

    /** Who wrote an event under which epoch, once for each time that it is there. */
    List<String> writersOf(String id) throws SQLException {
        return texts("select node || ' ' || epoch from $.events join $.demo_writers using (position)"
                + " where event_id = '" + id + "'");
    }

    /** The names of all streams. */
    List<String> streams() throws SQLException {
        return texts("select name from $.streams order by name");
    }

    /** Tries to change the past; says what the database answered. */
    String changeThePast(String statement) {
        try (Statement forbidden = connection.createStatement()) {
            forbidden.execute(filled(statement));
            return "done";
        } catch (SQLException e) {
            return "refused";
        }
    }

    private String filled(String sql) {
        return sql.replace("$.", schema + ".");
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(texts(sql).get(0));
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(filled(sql))) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

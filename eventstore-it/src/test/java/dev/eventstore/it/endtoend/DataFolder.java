package dev.eventstore.it.endtoend;

import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The data folder of the program, looked into behind its back: by the server's own file and by SQL. Immutable.
 *
 * @param path the folder that is given to the program with {@code --data}
 */
record DataFolder(Path path) {

    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /** The process of the server, if it says that it runs. */
    OptionalLong server() throws IOException {
        List<String> lines = postmaster();
        return lines.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(lines.get(PID_LINE).strip()));
    }

    /** A connection to the server, waited for until it lets people in. */
    Connection connection() {
        AtomicReference<Connection> connected = new AtomicReference<>();
        Await.until("the server lets people in", () -> {
            try {
                connected.set(connect());
                return true;
            } catch (SQLException | IOException notYet) {
                return false;
            }
        });
        return connected.get();
    }

    /** The number that a query gives. */
    long number(String sql) throws SQLException, IOException {
        try (Connection connection = connect()) {
            return number(connection, sql);
        }
    }

    /** The number that a query gives on a connection. */
    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Connection connect() throws SQLException, IOException {
        List<String> lines = postmaster();
        if (lines.size() <= PORT_LINE) {
            throw new IOException("no server runs on " + path);
        }
        String url = "jdbc:postgresql://127.0.0.1:" + lines.get(PORT_LINE).strip() + "/postgres";
        String password = Files.readString(path.resolve("password")).strip();
        return DriverManager.getConnection(url, "postgres", password);
    }

    private List<String> postmaster() throws IOException {
        Path file = path.resolve("postgres").resolve("postmaster.pid");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}

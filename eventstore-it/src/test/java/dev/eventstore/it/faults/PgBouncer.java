package dev.eventstore.it.faults;

import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real PgBouncer before a PostgreSQL, with the fewest settings that a store needs. Used by one thread at a time.
 */
final class PgBouncer implements AutoCloseable {

    private final Process process;
    private final Path folder;
    private final String url;

    private PgBouncer(Process process, Path folder, String url) {
        this.process = process;
        this.folder = folder;
        this.url = url;
    }

    /** The program: the system property {@code test.pgbouncer}, or the first one on the path. */
    static Optional<String> program() {
        String named = System.getProperty("test.pgbouncer");
        if (named != null) {
            return Optional.of(named);
        }
        for (String folder : System.getenv("PATH").split(":")) {
            Path candidate = Path.of(folder, "pgbouncer");
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate.toString());
            }
        }
        return Optional.empty();
    }

    /** Starts one before the server of a JDBC URL, with few connections to it, so that they are passed around. */
    static PgBouncer before(String serverUrl, String mode, int connections) {
        URI server = URI.create(serverUrl.substring("jdbc:".length()));
        try {
            Path folder = Files.createTempDirectory(
                    "eventstore-pgbouncer",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            int port = freePort();
            Path config = folder.resolve("pgbouncer.ini");
            Files.writeString(config, """
                    [databases]
                    * = host=127.0.0.1 port=%d user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = %s
                    default_pool_size = %d
                    max_client_conn = 200
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(server.getPort(), port, mode, connections));
            Process process = new ProcessBuilder(command(config))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            String url = "jdbc:postgresql://127.0.0.1:" + port + server.getPath() + "?user=postgres";
            PgBouncer started = new PgBouncer(process, folder, url);
            Await.until("PgBouncer serves; see " + folder.resolve("log"), started::serves);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("no PgBouncer", e);
        }
    }

    /** It does not want to be root. */
    private static List<String> command(Path config) {
        List<String> command = new ArrayList<>(List.of(program().orElseThrow()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(config.toString());
        return command;
    }

    /** The way through it. */
    String url() {
        return url;
    }

    private boolean serves() {
        try (Connection connection = DriverManager.getConnection(url + "&prepareThreshold=0")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (String file : List.of("pgbouncer.ini", "log")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

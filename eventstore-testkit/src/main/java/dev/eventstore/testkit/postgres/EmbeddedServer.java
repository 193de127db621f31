package dev.eventstore.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that runs as a child of the test, with durable settings, and can be crashed and started again on its data. Used
 * by one thread at a time.
 */
public final class EmbeddedServer implements AutoCloseable {

    private final Path data;
    private int port;
    private @Nullable EmbeddedPostgres running;
    private @Nullable ProcessHandle process;

    private EmbeddedServer(Path data) {
        this.data = data;
    }

    /**
     * Starts a server on new data.
     *
     * @return the server
     */
    public static EmbeddedServer start() {
        try {
            EmbeddedServer server = new EmbeddedServer(Files.createTempDirectory("eventstore-pg"));
            server.startAgain();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no embedded PostgreSQL", e);
        }
    }

    /**
     * Where it listens, also after it was started again.
     *
     * @return a JDBC URL with the user in it
     */
    public String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    /** Starts it on the data it has, at the port it had. */
    public void startAgain() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setLocaleConfig("locale", "C.UTF-8");
        if (port != 0) {
            builder.setPort(port);
        }
        try {
            EmbeddedPostgres started = builder.start();
            port = started.getPort();
            running = started;
            process = ProcessHandle.of(pid()).orElseThrow(() -> new IOException("it ended at once"));
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    /** Stops it at once, as {@code pg_ctl stop -m immediate} does: without a checkpoint, cutting all connections. */
    public void crash() {
        try {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            awaitEnd();
            release();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL could not be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            release();
            deleteAll(data);
        } catch (IOException e) {
            throw new UncheckedIOException("the data of the embedded PostgreSQL could not be removed", e);
        }
    }

    private long pid() throws IOException {
        Path file = data.resolve("data").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).get(0).strip());
    }

    private void release() throws IOException {
        EmbeddedPostgres server = running;
        running = null;
        if (server != null) {
            server.close();
            awaitEnd();
        }
    }

    /** Its files are nobody's only when its process has ended. */
    private void awaitEnd() {
        ProcessHandle ended = Objects.requireNonNull(process, "it never ran");
        try {
            ended.onExit().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL did not stop", e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

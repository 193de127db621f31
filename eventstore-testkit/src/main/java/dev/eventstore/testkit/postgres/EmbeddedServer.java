package dev.eventstore.testkit.postgres;

import dev.eventstore.testkit.channel.PortBlock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    /** Far more than it takes, also on a busy machine where it has to recover from a crash. */
    private static final Duration TO_START = Duration.ofMinutes(2);

    private static final int LAST_LINES = 30;

    private final Path folder;
    private final PortBlock ports = PortBlock.take();
    private @Nullable EmbeddedPostgres running;
    private @Nullable ProcessHandle process;

    private EmbeddedServer(Path folder) {
        this.folder = folder;
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
        return "jdbc:postgresql://localhost:" + ports.first() + "/postgres?user=postgres";
    }

    /** Starts it on the data it has, at the port it had. */
    public void startAgain() {
        Redirect log = Redirect.appendTo(log().toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setPort(ports.first())
                .setPGStartupWait(TO_START)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setLocaleConfig("locale", "C.UTF-8");
        try {
            running = builder.start();
            process = ProcessHandle.of(pid()).orElseThrow(() -> new IOException("it ended at once"));
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start; it said:\n" + lastWords(), e);
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
            ports.close();
            deleteAll(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the data of the embedded PostgreSQL could not be removed", e);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing that can be read: " + e;
        }
    }

    private long pid() throws IOException {
        Path file = data().resolve("postmaster.pid");
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

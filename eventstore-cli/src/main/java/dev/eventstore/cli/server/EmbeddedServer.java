package dev.eventstore.cli.server;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PostgreSQL on a data folder, shared by all programs that use the folder: the first starts it, later ones attach, the
 * last one stops it, unless a keeper ({@code ./eventstore postgres}) runs it.
 *
 * <p>The server does not end with the program that started it. When that is killed the server is an orphan, which the next
 * program on the folder attaches to and, if it ends last, stops. Confined to one thread, but {@link #close} may be called
 * by another when that one has ended.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The port that is chosen freely. */
    public static final int ANY_PORT = 0;

    private static final long ATTACH_NANOS = 120_000_000_000L;
    private static final long POLL_MILLIS = 50;
    private static final int START_ATTEMPTS = 3;

    private final Path folder;
    private final FolderLocks locks;
    private final Cluster cluster;
    private final Console console;
    private int port;
    private boolean attached;
    private boolean keeper;
    private boolean closed;

    private EmbeddedServer(Path folder, FolderLocks locks, Cluster cluster, Console console) {
        this.folder = folder;
        this.locks = locks;
        this.cluster = cluster;
        this.console = console;
    }

    /**
     * Uses the server of a folder, starting it if it does not run.
     *
     * @param folder the data folder, made if it is not there
     * @param console told what takes time
     * @return the server, to be closed
     * @throws CommandFailure if there can be none, saying why
     */
    public static EmbeddedServer use(Path folder, Console console) {
        return open(folder, ANY_PORT, false, console);
    }

    /**
     * Runs the server of a folder for others, until closed.
     *
     * @param folder the data folder, made if it is not there
     * @param port where it listens, or {@link #ANY_PORT}
     * @param console told what takes time
     * @return the server, to be closed
     * @throws CommandFailure if there can be none, or another program runs it already
     */
    public static EmbeddedServer keep(Path folder, int port, Console console) {
        return open(folder, port, true, console);
    }

    private static EmbeddedServer open(Path given, int port, boolean keep, Console console) {
        Path folder = given.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            FolderLocks locks = FolderLocks.open(folder.resolve("lock"));
            try {
                return locks.behindGate(console, () -> join(folder, locks, port, keep, console));
            } catch (IOException | RuntimeException e) {
                locks.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "The data folder " + folder + " cannot be used: " + Reasons.of(e)
                            + ". Use another one with --data, or a server of your own with --url.",
                    e);
        }
    }

    private static EmbeddedServer join(Path folder, FolderLocks locks, int port, boolean keep, Console console)
            throws IOException {
        if (keep && !locks.keep()) {
            throw new CommandFailure("Another program runs the PostgreSQL of " + folder
                    + " already: end that one first, or just use it (every command with this --data does).");
        }
        Privileges privileges = Privileges.of(folder);
        Cluster cluster = new Cluster(folder, Binaries.under(privileges.cache(), console), privileges);
        EmbeddedServer server = new EmbeddedServer(folder, locks, cluster, console);
        server.keeper = keep;
        server.startOrAttach(port);
        locks.use();
        return server;
    }

    private void startOrAttach(int wanted) throws IOException {
        Path data = Cluster.dataOf(folder);
        Optional<Postmaster> running = Postmaster.of(data);
        if (running.isPresent() && attachTo(running.get())) {
            port = running.get().port();
            attached = true;
            if (wanted != ANY_PORT && wanted != port) {
                console.note("The PostgreSQL of this folder runs already, on port " + port + ".");
            }
            return;
        }
        cluster.forgetDeadServer();
        cluster.makeUnlessThere(console);
        port = wanted == ANY_PORT ? startAnywhere() : startAt(wanted);
    }

    /** Waits for a server that starts, recovers or stops; false if there is none. */
    private boolean attachTo(Postmaster postmaster) {
        long start = System.nanoTime();
        boolean told = false;
        while (postmaster.lives()) {
            ServerProbe.Answer answer = ServerProbe.ask(postmaster.port());
            if (answer == ServerProbe.Answer.READY) {
                return true;
            }
            if (System.nanoTime() - start > ATTACH_NANOS) {
                throw new CommandFailure(
                        "Process %d says that it runs the PostgreSQL of %s on port %d, but lets nobody in."
                                        .formatted(postmaster.pid(), folder, postmaster.port())
                                + " See postgres.log there; end the process, or use another folder with --data.");
            }
            if (!told && answer == ServerProbe.Answer.BUSY) {
                console.note("Waiting for the PostgreSQL of this folder, which starts or recovers …");
                told = true;
            }
            pause();
        }
        return false;
    }

    private int startAnywhere() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int free = freePort();
            try {
                cluster.start(free);
                return free;
            } catch (CommandFailure e) {
                if (attempt == START_ATTEMPTS || isFree(free)) {
                    throw e;
                }
            }
        }
    }

    private int startAt(int wanted) throws IOException {
        if (!isFree(wanted)) {
            throw new CommandFailure(
                    "Port " + wanted
                            + " is in use by another program: end that one, or choose another port with --port (0: any free one).");
        }
        cluster.start(wanted);
        return wanted;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted while waiting for PostgreSQL.", e);
        }
    }

    /**
     * How to reach the server.
     *
     * @return the JDBC URL, without user and password
     */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /**
     * Whom the server knows.
     *
     * @return the user
     */
    public String user() {
        return "postgres";
    }

    /**
     * The user's password, which stands in the data folder for its owner.
     *
     * @return the password
     * @throws CommandFailure if it cannot be read
     */
    public String password() {
        try {
            return Files.readString(Cluster.passwordOf(folder)).strip();
        } catch (IOException e) {
            throw new CommandFailure("The password of the embedded PostgreSQL cannot be read: " + Reasons.of(e), e);
        }
    }

    /**
     * Where the data are.
     *
     * @return the data folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * Whether the server ran already.
     *
     * @return true if it was not started by this program
     */
    public boolean attached() {
        return attached;
    }

    /**
     * Whether the server still runs.
     *
     * @return false if it has ended
     */
    public boolean running() {
        return ServerProbe.ask(port) != ServerProbe.Answer.NOTHING;
    }

    /**
     * Leaves the server, and stops it if nobody else uses it. Closing again does nothing. An interruption is kept for later.
     *
     * @throws CommandFailure if the server cannot be stopped
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted();
        try (locks) {
            locks.behindGate(console, () -> {
                if (locks.leave()) {
                    cluster.stop();
                } else if (keeper && running()) {
                    console.note("Others still use the PostgreSQL of this folder; the last of them stops it.");
                }
                return this;
            });
        } catch (IOException e) {
            throw new CommandFailure("The data folder " + folder + " cannot be left: " + Reasons.of(e), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

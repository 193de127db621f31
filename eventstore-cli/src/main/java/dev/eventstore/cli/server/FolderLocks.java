package dev.eventstore.cli.server;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a data folder, told by locks on one file, which the operating system drops when a program dies, however it does.
 *
 * <p>Three bytes are locked. The <em>gate</em>, exclusively and briefly, while a program decides whether to start or to stop
 * the server. The <em>users</em>, shared, as long as a program uses the server. The <em>keeper</em>, exclusively, by the one
 * program that runs the server for the others. Once a process and folder, since a process's locks on a file are lost with
 * the first channel it closes. Confined to one thread.
 */
final class FolderLocks implements AutoCloseable {

    private static final long GATE = 0;
    private static final long USERS = 1;
    private static final long KEEPER = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final long POLL_MILLIS = 20;

    private final FileChannel channel;
    private @Nullable FileLock use;
    private @Nullable FileLock keep;

    private FolderLocks(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLocks open(Path file) throws IOException {
        return new FolderLocks(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /**
     * Something that is done while the gate is held.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    interface Passage<T> {
        T pass() throws IOException;
    }

    /** Waits for the gate, does something behind it, and lets others pass. */
    <T> T behindGate(Console console, Passage<T> passage) throws IOException {
        FileLock gate = gate(console);
        try {
            return passage.pass();
        } finally {
            if (channel.isOpen()) {
                gate.release();
            }
        }
    }

    private FileLock gate(Console console) throws IOException {
        long start = System.nanoTime();
        boolean told = false;
        while (true) {
            FileLock gate = channel.tryLock(GATE, 1, false);
            if (gate != null) {
                return gate;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(PATIENCE) > 0) {
                throw new CommandFailure(
                        "Another program has been starting or stopping the database of this folder for "
                                + PATIENCE.toSeconds() + " s. End it, or use another folder with --data.");
            }
            if (!told && waited.compareTo(QUIET) > 0) {
                console.note("Waiting for another program that starts or stops the database of this folder …");
                told = true;
            }
            pause();
        }
    }

    /** Counts this program among the users; the gate is held. */
    void use() throws IOException {
        use = channel.tryLock(USERS, 1, true);
        if (use == null) {
            throw new IOException("the lock of the users is held exclusively");
        }
    }

    /** Makes this program the keeper, if there is none. */
    boolean keep() throws IOException {
        keep = channel.tryLock(KEEPER, 1, false);
        return keep != null;
    }

    /** Gives up what this program holds; the gate is held. True if nobody uses or keeps the server any more. */
    boolean leave() throws IOException {
        if (use != null) {
            use.release();
        }
        if (keep != null) {
            keep.release();
        }
        return free(USERS) && free(KEEPER);
    }

    private boolean free(long which) throws IOException {
        try (FileLock probe = channel.tryLock(which, 1, false)) {
            return probe != null;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted while waiting for the data folder.", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

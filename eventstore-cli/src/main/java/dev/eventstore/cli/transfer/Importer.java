package dev.eventstore.cli.transfer;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.core.BulkImport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Imports lines in batches, in their order; the next batch is read while the one before is being written.
 *
 * <p>A line that is refused ends the import: everything before it is written, nothing of it or after it. The same input may
 * be imported again, whatever happened: what is stored already is passed over. Confined to one thread, beside those it
 * starts for reading and writing.
 */
public final class Importer {

    private static final int BATCH_LINES = 2_000;
    private static final int BATCH_CHARACTERS = 4 * 1024 * 1024;

    private final LineWriter target;
    private final Progress progress;
    private final LineParser parser = new LineParser();
    private final long start = System.nanoTime();

    /**
     * An importer.
     *
     * @param bulk where the events go
     * @param store the same store, where links go
     * @param progress told how far it is
     */
    public Importer(BulkImport bulk, EventStore store, Progress progress) {
        this.target = new LineWriter(bulk, store);
        this.progress = progress;
    }

    /**
     * Imports an input to its end.
     *
     * @param input the lines, plain or gzipped
     * @return what was done
     * @throws CommandFailure if a line is refused or the input cannot be read, saying which, why and what was imported
     */
    public ImportSummary run(InputStream input) {
        FutureTask<ImportSummary> reading = new FutureTask<>(() -> read(input));
        Thread reader = daemon(reading, "import-reader"); // a read of standard input cannot be interrupted, a wait can
        reader.start();
        try {
            return reading.get();
        } catch (InterruptedException e) {
            reader.interrupt();
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted. " + soFar(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandFailure failure) {
                throw failure;
            }
            throw new IllegalStateException("the import failed", e.getCause());
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private ImportSummary read(InputStream input) {
        ExecutorService writer = Executors.newSingleThreadExecutor(task -> daemon(task, "import-writer"));
        try (LineSource lines = LineSource.of(input)) {
            importAll(lines, writer);
            return new ImportSummary(target.counts(), Duration.ofNanos(System.nanoTime() - start));
        } catch (LineRefused e) {
            throw new CommandFailure(
                    e.getMessage() + "\n" + before(e.number()) + " Mend the line, then import the same file again.", e);
        } catch (IOException e) {
            throw new CommandFailure("The input cannot be read: " + e.getMessage() + "\n" + soFar(), e);
        } finally {
            writer.shutdown();
        }
    }

    private void importAll(LineSource lines, ExecutorService writer) throws IOException, LineRefused {
        List<ImportLine> batch = new ArrayList<>(BATCH_LINES);
        Future<?> underWay = null;
        int characters = 0;
        LineRefused refusal = null;
        while (true) {
            ImportLine line;
            try {
                String text = lines.next();
                if (text == null) {
                    break;
                }
                if (text.isBlank()) {
                    continue;
                }
                characters += text.length();
                line = parser.parse(lines.number(), text);
            } catch (LineRefused e) {
                refusal = e;
                break;
            }
            batch.add(line);
            if (batch.size() == BATCH_LINES || characters > BATCH_CHARACTERS) {
                underWay = hand(batch, underWay, writer);
                progress.update(lines.bytesRead(), target.eventsDone());
                batch = new ArrayList<>(BATCH_LINES);
                characters = 0;
            }
        }
        await(hand(batch, underWay, writer));
        if (refusal != null) {
            throw refusal;
        }
    }

    private Future<?> hand(List<ImportLine> batch, @Nullable Future<?> underWay, ExecutorService writer)
            throws LineRefused {
        await(underWay);
        return writer.submit(() -> {
            target.write(batch);
            return null;
        });
    }

    private void await(@Nullable Future<?> underWay) throws LineRefused {
        if (underWay == null) {
            return;
        }
        try {
            underWay.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted. " + soFar(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LineRefused refused) {
                throw refused;
            }
            if (e.getCause() instanceof EventStoreException failure) {
                throw new CommandFailure(failure.getMessage() + "\n" + soFar(), failure);
            }
            throw new IllegalStateException("writing failed", e.getCause());
        }
    }

    private String before(long number) {
        return number == 1
                ? "Nothing was imported."
                : "All lines before it are imported; nothing of it or after it is.";
    }

    private String soFar() {
        return String.format(
                Locale.ROOT,
                "%,d events%s were imported so far. Run the same import again: what is stored is not added twice.",
                target.eventsDone(),
                target.linksDone() == 0 ? "" : String.format(Locale.ROOT, " and %,d links", target.linksDone()));
    }
}

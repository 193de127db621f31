package dev.eventstore.cli.node;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a file or another program, in UTF-8. Confined to the thread that runs them. */
final class PipedLines implements Lines {

    private final BufferedReader in;
    private final Waiting waiting = new Waiting();

    PipedLines(InputStream in) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> next() throws InterruptedException {
        return waiting.await(() -> Optional.ofNullable(in.readLine()));
    }

    @Override
    public boolean numbered() {
        return true;
    }

    @Override
    public void close() {
        waiting.close();
    }
}

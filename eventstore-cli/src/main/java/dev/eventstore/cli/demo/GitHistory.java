package dev.eventstore.cli.demo;

import dev.eventstore.api.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Real input that every clone has: the history of the project's own files, or a sample of it where there is no git. Immutable.
 *
 * @param source where it is from, in words
 * @param changes the changes, oldest first
 */
record GitHistory(String source, List<Change> changes) {

    private static final int MAX_CHANGES = 5_000;
    private static final int FEWEST = 50;
    private static final String COMMIT = "@ ";
    private static final long PATIENCE_SECONDS = 20;

    /** The history of the clone in this folder, or the sample. */
    static GitHistory of(Path home) {
        if (Files.exists(home.resolve(".git"))) {
            List<Change> changes = parse(log(home));
            if (changes.size() >= FEWEST) {
                return new GitHistory("this project's git history", changes);
            }
        }
        return sample();
    }

    static GitHistory sample() {
        try (InputStream in = GitHistory.class.getResourceAsStream("sample-history.txt")) {
            if (in == null) {
                throw new IllegalStateException("the sample is missing in the program's jar");
            }
            return new GitHistory(
                    "a sample of this project's git history",
                    parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long commits() {
        return changes.stream().map(Change::commit).distinct().count();
    }

    long streams() {
        return changes.stream().map(Change::path).distinct().count();
    }

    /** What git says; nothing if it is missing, fails or takes too long. */
    private static String log(Path home) {
        try {
            Process git = new ProcessBuilder(
                            "git",
                            "-C",
                            home.toString(),
                            "-c",
                            "core.quotepath=off",
                            "log",
                            "--reverse",
                            "--no-renames",
                            "--name-status",
                            "--format=" + COMMIT + "%H %cI")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                git.destroy();
                return "";
            }
            return git.exitValue() == 0 ? text : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    static List<Change> parse(String log) {
        List<Change> changes = new ArrayList<>();
        String commit = "";
        String at = "";
        for (String line : log.split("\n")) {
            int tab = line.indexOf('\t');
            if (line.startsWith(COMMIT)) {
                String[] words = line.split(" ");
                commit = words[1];
                at = words[2];
            } else if (tab > 0 && changes.size() < MAX_CHANGES) {
                String path = line.substring(tab + 1);
                if (path.length() + "file:".length() <= StreamId.MAX_LENGTH) {
                    changes.add(new Change(commit, at, type(line.charAt(0)), path));
                }
            }
        }
        return changes;
    }

    private static String type(char status) {
        return switch (status) {
            case 'A' -> "FileAdded";
            case 'D' -> "FileDeleted";
            default -> "FileModified";
        };
    }
}

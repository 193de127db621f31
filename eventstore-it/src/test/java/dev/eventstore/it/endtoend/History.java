package dev.eventstore.it.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eventstore.it.BuiltModules;
import dev.eventstore.it.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Real events as lines of the import format: those of the file that {@code EVENTSTORE_TEST_HISTORY} names, else the project's
 * own history, one event for each file that a commit changed. Immutable.
 *
 * @param file the lines, gzipped
 * @param lines the lines
 */
record History(Path file, List<String> lines) {

    static final ObjectMapper JSON = new ObjectMapper();

    /** A small project's history is repeated until an import of it can be killed in its middle. */
    private static final int ENOUGH = 10_000;

    private static final String COMMIT = "commit ";

    /** The history, written into a folder unless it has a file already. */
    static History in(Path folder) throws IOException, InterruptedException {
        String given = System.getenv("EVENTSTORE_TEST_HISTORY");
        if (given != null && !given.isBlank()) {
            Path file = Path.of(given);
            return new History(file, read(file));
        }
        return written(folder.resolve("history.jsonl.gz"), own(folder));
    }

    /** The first lines of it, as a file of their own. */
    History first(int count, Path folder) throws IOException {
        return written(folder.resolve("first-" + count + ".jsonl.gz"), lines.subList(0, count));
    }

    List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>(lines.size());
        for (String line : lines) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    private static List<String> read(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static History written(Path file, List<String> lines) throws IOException {
        try (Writer writer =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            for (String line : lines) {
                writer.write(line + "\n");
            }
        }
        return new History(file, List.copyOf(lines));
    }

    private static List<String> own(Path folder) throws IOException, InterruptedException {
        List<String> changes = changes(folder);
        List<String> lines = new ArrayList<>();
        for (int round = 1; lines.size() < ENOUGH; round++) {
            String commit = "";
            for (String change : changes) {
                if (change.startsWith(COMMIT)) {
                    commit = change.substring(COMMIT.length());
                } else if (!change.isBlank()) {
                    lines.add(line(change, commit, round));
                }
            }
        }
        return lines;
    }

    /** What {@code git log} says; of a copy without its history, the files that it has. */
    private static List<String> changes(Path folder) throws IOException, InterruptedException {
        Path root = BuiltModules.root();
        if (Files.exists(root.resolve(".git"))) {
            String[] log = {"log", "--reverse", "--no-renames", "--name-status", "--format=" + COMMIT + "%H"};
            List<String> command = new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-C", root.toString()));
            command.addAll(List.of(log));
            return Command.run(folder, command).succeeded().out().lines().toList();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> "A\t" + root.relativize(file))
                    .sorted()
                    .toList();
        }
    }

    private static String line(String change, String commit, int round) {
        String path = change.substring(change.indexOf('\t') + 1);
        ObjectNode line = JSON.createObjectNode();
        line.put("stream", "file:" + path);
        line.put(
                "type",
                switch (change.charAt(0)) {
                    case 'A' -> "FileAdded";
                    case 'D' -> "FileDeleted";
                    default -> "FileModified";
                });
        line.putObject("data").put("path", path).put("commit", commit).put("round", round);
        return line.toString();
    }
}

package dev.eventstore.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.nodes.NodeFolder;
import dev.eventstore.cli.nodes.NodeProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A node of the demonstration: {@code ./eventstore node --json} in a process of its own, whose console is used through a pipe.
 * Confined to one thread.
 */
final class DemoNode implements AutoCloseable {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final String name;
    private final NodeProcess process;

    private DemoNode(String name, NodeProcess process) {
        this.name = name;
        this.process = process;
    }

    static DemoNode start(NodeFolder folder, int number) {
        String name = NodeFolder.name(number);
        String configuration = folder.configuration(number).toString();
        List<String> arguments = List.of("node", "--name", name, "--config", configuration, "--json");
        return new DemoNode(name, NodeProcess.start(folder, number, arguments));
    }

    /** Its whole name. */
    String name() {
        return name;
    }

    /** Its name without the host. */
    String shortName() {
        return name.substring(0, name.indexOf('@'));
    }

    /** Gives a command, whose answer is waited for later. */
    void give(String command) {
        process.give(command);
    }

    Answer answer() {
        return Answer.of(process.answer());
    }

    Answer ask(String command) {
        give(command);
        return answer();
    }

    /** What it answers by any number of lines: they end where the next question is answered. */
    List<String> lines(String command) {
        give(command);
        give("quorum");
        List<String> lines = new ArrayList<>();
        for (String line = process.answer(); !line.startsWith("{\"quorum\":"); line = process.answer()) {
            lines.add(line);
        }
        return lines;
    }

    List<Answer> answers(String command) {
        return lines(command).stream().map(Answer::of).toList();
    }

    void kill() {
        process.kill();
        close();
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }

    /** A word of a command, whatever is in it. */
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * An object that a node answered. Immutable.
     *
     * @param line as it came
     * @param values its texts, numbers and lists as texts, by their keys; objects are left out
     */
    record Answer(String line, Map<String, String> values) {

        static Answer of(String line) {
            Map<String, String> values = new HashMap<>();
            try (JsonParser json = FACTORY.createParser(line)) {
                json.nextToken();
                for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                    JsonToken token = json.nextToken();
                    if (token == JsonToken.START_ARRAY) {
                        values.put(key, list(json));
                    } else if (token == JsonToken.START_OBJECT) {
                        json.skipChildren();
                    } else {
                        values.put(key, json.getText());
                    }
                }
                return new Answer(line, Map.copyOf(values));
            } catch (IOException e) {
                throw new CommandFailure("A node answered what is no JSON: " + line, e);
            }
        }

        private static String list(JsonParser json) throws IOException {
            StringJoiner list = new StringJoiner(",");
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(json.getText());
            }
            return list.toString();
        }

        /** A value; where it is missing the whole answer, so that a check tells what came instead. */
        String text(String key) {
            return values.getOrDefault(key, line);
        }

        /** A number; -1 where it is missing. */
        long number(String key) {
            return Long.parseLong(values.getOrDefault(key, "-1"));
        }

        boolean isRefused() {
            return values.containsKey("error");
        }

        /** How a command ended, in a word: why it was refused, else "done". */
        String outcome() {
            return isRefused() ? text("kind") : "done";
        }
    }
}

package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user types, before anything is opened. */
class UsageTest {

    @TempDir
    private Path folder;

    private final TestConsole console = new TestConsole();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "migrate",
                "migrations",
                "drop",
                "restored",
                "subscriptions",
                "append",
                "link",
                "delete",
                "read",
                "stream-info",
                "streams",
                "snapshot",
                "subscribe",
                "await",
                "delete-subscription",
                "import",
                "export",
                "postgres",
                "node",
                "cluster",
                "demo",
                "bench"
            })
    void every_command_has_help_with_examples(String command) {
        assertEquals(0, console.run(command, "--help"));
        assertTrue(console.out().contains("Examples:"), console.out());
        assertEquals("", console.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"append", "read", "subscribe"})
    void every_measurement_has_help_with_examples(String command) {
        assertEquals(0, console.run("bench", command, "--help"));
        assertTrue(console.out().contains("Examples:"), console.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "record", "delete"})
    void every_command_about_snapshots_has_help_with_examples(String command) {
        assertEquals(0, console.run("snapshot", command, "--help"));
        assertTrue(console.out().contains("Examples:"), console.out());
    }

    @Test
    void the_settings_of_a_cluster_have_help_with_examples() {
        assertEquals(0, console.run("cluster", "settings", "--help"));
        assertTrue(console.out().contains("Examples:"), console.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "init",
                "migrate",
                "migrations",
                "drop",
                "restored",
                "append",
                "link",
                "delete",
                "read",
                "stream-info",
                "streams",
                "snapshot",
                "snapshot read",
                "snapshot record",
                "snapshot delete",
                "subscribe",
                "subscriptions",
                "await",
                "delete-subscription",
                "import",
                "export",
                "postgres",
                "node",
                "cluster",
                "cluster settings",
                "bench",
                "bench append",
                "bench read",
                "bench subscribe",
                "bench cluster",
                "demo"
            })
    void no_example_is_broken_into_lines_that_cannot_be_copied(String command) {
        assertEquals(0, console.run((command + " --help").strip().split(" ")));
        List<String> lines = console.outLines();
        List<String> examples = lines.subList(lines.indexOf("Examples:") + 1, lines.size());
        assertTrue(examples.stream().allMatch(line -> line.startsWith("  ")), examples.toString());
    }

    @ParameterizedTest
    @CsvSource({"raed x,read", "apend a T {},append", "stream,streams", "migrat,migrate", "subscriptions park,parked"})
    void a_mistyped_command_is_told_the_one_that_is_nearest(String typed, String meant) {
        assertEquals(2, console.run(typed.split(" ")));
        assertTrue(console.err().contains("Did you mean '" + meant + "'?"), console.err());
    }

    @Test
    void a_word_that_is_like_no_command_is_told_none() {
        assertEquals(2, console.run("frobnicate"));
        assertFalse(console.err().contains("Did you mean"), console.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"read a --data", "postgres --data", "migrate --data"})
    void a_data_folder_without_a_name_is_refused(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add("");
        assertEquals(2, console.run(words.toArray(String[]::new)));
        assertTrue(console.err().contains("must name a file or folder"), console.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "subscriptions", "snapshot", "cluster", "bench"})
    void each_command_in_a_list_is_described_by_a_whole_sentence(String command) {
        assertEquals(0, console.run((command + " --help").strip().split(" ")));
        List<String> lines = console.outLines();
        List<String> listed = lines.subList(lines.indexOf("Commands:") + 1, lines.indexOf("Examples:"));
        String text = String.join(" ", listed).replaceAll("Exit codes:.*", "").replaceAll(" +", " ");
        for (String each : text.strip().split("(?<=\\.) (?=[a-z-]+ [A-Z])")) {
            assertTrue(each.strip().endsWith(".") || each.strip().endsWith("specified command."), each);
        }
        assertFalse(text.contains(" that replay ") || text.contains(" event skip "), text);
    }

    @Test
    void subscribe_says_when_it_ends_by_itself_and_restored_says_first_what_it_does() {
        assertEquals(0, console.run("subscribe", "--help"));
        assertTrue(console.out().contains("End after this many events (default: go on)."), console.out());
        assertTrue(console.out().contains("subscribe '$all' mailer --until-caught-up"), console.out());
        assertEquals(0, console.run("--help"));
        assertTrue(console.out().contains("restored             Make a database"), console.out());
    }

    @Test
    void the_help_of_the_program_lists_commands_and_exit_codes() {
        assertEquals(0, console.run("--help"));
        assertTrue(console.out().contains("stream-info"));
        assertTrue(console.out().contains("refused or failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "read --version"})
    void the_version_is_told(String arguments) {
        assertEquals(0, console.run(arguments.split(" ")));
        assertTrue(console.out().startsWith("eventstore "), console.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    reed                                         | Did you mean 'read'?
                    read                                         | Missing required parameter: 'STREAM'
                    subscriptions replay $all mailer             | eventstore: Missing required argument
                    read a --bogus                               | Unknown option: '--bogus'
                    read a --from -1                             | '--from': from must be 0 or more, but was -1
                    read a --count -1                            | '--count': limit must be 0 or more, but was -1
                    read a --count many                          | '--count': must be a whole number, but was 'many'
                    export --from -1                             | '--from': from must be 0 or more, but was -1
                    append a T                                   | JSON
                    append $all T {}                             | $all holds the events of every stream
                    append $mine T {}                            | must not begin with '$'
                    append a T {} --expect soon                  | any, none, exists or a version
                    append a T {} --expect -1                    | expected version must be 0 or more
                    append a T {} --id 12                        | '--id': must be a UUID such as
                    link a                                       | ID
                    link a 12                                    | must be a UUID such as
                    link a 1-1-1-1-1                             | (ID): must be a UUID such as
                    link $all 0199a5d2-7c1e-7d53-8a4e-0c5e6b1f2a3d | link to another stream
                    delete                                       | STREAM
                    delete $all                                  | delete another stream
                    delete a --expect soon                       | any, none, exists or a version
                    subscribe $all                               | NAME
                    subscribe $all s --from never                | origin, current or a number
                    subscribe $all s --count 0                   | --count must be 1 or more
                    subscribe $all s --buffer-size 0             | '--buffer-size': buffer-size must be between
                    subscribe $all s --concurrency-limit 0       | '--concurrency-limit': concurrency-limit must be between
                    subscribe $all s --partition-by color        | none, stream, correlation-id, metadata:KEY or plugin:ID
                    streams --sort size                          | must be name, version, created or deleted, but was 'size'
                    streams --page 0                             | '--page': page must be 1 or more
                    streams --page-size 1001                     | '--page-size': pageSize must be between 1 and 1000
                    streams --page 3000000000                    | '--page': must be 2147483647 at most
                    streams order                                | order
                    snapshot                                     | Missing what to do: read, record or delete
                    snapshot read                                | SOURCE
                    snapshot record a 1 T                        | JSON
                    snapshot record a -1 T {}                    | must be 0 or more
                    snapshot record a soon T {}                  | soon
                    snapshot erase a                             | erase
                    postgres --port 99999                        | --port must be between
                    delete-subscription $all                     | NAME
                    subscriptions parked $all                    | NAME
                    subscriptions replay $all s                  | --number
                    subscriptions replay $all s --number 0       | --number must be 1 or more
                    subscriptions skip $all s                    | NUMBER
                    subscriptions skip $all s 0                  | NUMBER must be 1 or more
                    await $all s                                 | NUMBER
                    await $all s soon                            | must be a whole number, but was 'soon'
                    await $all s -1                              | NUMBER must be 0 or more
                    await $all s 1 --timeout 5                   | '--timeout': must be a number with ms, s, m or h
                    await $all s 1 --timeout 9999999999s         | '--timeout': must be a number with ms, s, m or h
                    await $all s 1 --timeout 0s                  | --timeout must be more than zero
                    node --data z --url jdbc:postgresql://x/y    | exclude each other
                    cluster                                      | Missing what to do: settings
                    cluster settings --set static-quorum-size    | Value for option '--set'
                    init --user app --data nowhere               | --user goes with a server of your own, named by --url
                    demo --nodes 2                               | --nodes must be 1 or 3
                    demo --registry local                        | --registry must be jgroups or hazelcast
                    bench                                        | append, read, subscribe or cluster
                    bench append --callers 0                     | --callers must be between
                    bench subscribe --times 3                    | --times needs --import
                    bench read --page-size 0                     | '--page-size': pageSize must be between
                    bench append --one-stream --streams 2        | exclude each other
                    read a --url jdbc:postgresql://x/y --data z  | exclude each other
                    """)
    void wrong_usage_is_told_and_ends_with_2(String arguments, String told) {
        assertEquals(2, console.run(arguments.split(" ")));
        assertTrue(console.err().contains(told), console.err());
        assertTrue(console.err().contains("--help'"), console.err());
        assertEquals("", console.out());
    }

    static Stream<String> badNames() {
        return Stream.of("", "  ", "a\tb", "a\nb", "x".repeat(256));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void names_of_streams_are_checked_before_anything_is_opened(String name) {
        assertEquals(2, console.run("read", name));
        assertTrue(console.err().contains("stream id must"), console.err());
    }

    @Test
    void no_command_is_wrong_usage() {
        assertEquals(2, console.run());
        assertTrue(console.err().contains("Missing a command"));
    }

    @Test
    void a_server_that_cannot_be_reached_is_a_failure() {
        assertEquals(1, console.run("read", "a", "--url", "jdbc:postgresql://127.0.0.1:1/nothing"));
        assertTrue(console.err().contains("cannot be reached"), console.err());
        assertEquals("", console.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "storage", "serializer"})
    void a_plugin_that_is_missing_is_told_with_where_the_program_takes_plugins_from(String kind) throws IOException {
        Path config = Files.writeString(folder.resolve("some.conf"), "eventstore." + kind + " = nowhere");
        assertEquals(
                1,
                console.run(
                        "read", "a", "--config", config.toString(), "--url", "jdbc:postgresql://127.0.0.1:1/nothing"));
        assertTrue(console.err().contains("there is no " + kind + " 'nowhere'. Found: ["), console.err());
        assertTrue(console.err().contains("that EVENTSTORE_PLUGINS names."), console.err());
    }

    @Test
    void an_import_of_a_missing_file_is_a_failure() {
        assertEquals(1, console.run("import", "no-such-file.jsonl"));
        assertTrue(console.err().contains("no-such-file.jsonl"), console.err());
    }
}

package dev.eventstore.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.cli.TestConsole;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who starts the server of a data folder, who uses it and who stops it; other programs are processes of their own. */
class EmbeddedServerTest {

    private final TestConsole output = new TestConsole();
    private final Console console = output.console();

    /** A folder that was used and left, made once; most tests begin with a copy of it. */
    @TempDir
    static Path used;

    @TempDir
    Path temp;

    private Path folder;

    @BeforeAll
    static void use_a_folder() {
        EmbeddedServer.use(used, new TestConsole().console()).close();
    }

    @BeforeEach
    void name_the_folder() {
        folder = temp.resolve("data");
    }

    private void copy_the_used_folder() throws IOException {
        try (Stream<Path> files = Files.walk(used)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(used.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Whatever a failed test left behind: the next user of a folder stops its orphan. */
    @AfterEach
    void stop_orphans() throws IOException {
        if (Postmaster.of(Cluster.dataOf(folder)).isPresent()) {
            EmbeddedServer.use(folder, console).close();
        }
    }

    private boolean runs() throws IOException {
        return Postmaster.of(Cluster.dataOf(folder)).filter(Postmaster::lives).isPresent();
    }

    @Test
    void the_only_user_starts_and_stops_it_and_closing_twice_does_nothing() throws IOException {
        EmbeddedServer server = EmbeddedServer.use(folder, console);
        assertFalse(server.attached());
        assertTrue(server.running());
        assertEquals(48, server.password().length());
        server.close();
        assertFalse(runs());
        server.close();
    }

    @Test
    void commits_are_durable() throws IOException {
        copy_the_used_folder();
        List<String> settings = Files.readAllLines(folder.resolve("postgres/postgresql.conf"));
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            assertTrue(settings.contains(setting + " = on"), setting);
        }
    }

    @Test
    void the_last_of_several_users_stops_it() throws Exception {
        copy_the_used_folder();
        EmbeddedServer server = EmbeddedServer.use(folder, console);
        try (ChildProgram other = ChildProgram.start(temp, "subscribe", "$all", "s", "--data", folder.toString())) {
            other.awaitOutput("Subscribed");
            assertTrue(other.output().contains("Attached"));
            server.close();
            assertTrue(runs(), "the other one still uses it");
            assertEquals(0, other.stop());
            assertFalse(runs());
        }
    }

    @Test
    void an_orphan_of_a_killed_program_is_attached_to_and_stopped_by_the_next_one() throws Exception {
        copy_the_used_folder();
        try (ChildProgram killed = ChildProgram.start(temp, "subscribe", "$all", "s", "--data", folder.toString())) {
            killed.awaitOutput("Subscribed").kill();
        }
        assertTrue(runs());
        try (EmbeddedServer server = EmbeddedServer.use(folder, console)) {
            assertTrue(server.attached());
        }
        assertFalse(runs());
    }

    @Test
    void a_keeper_keeps_it_running_and_there_is_one() throws Exception {
        copy_the_used_folder();
        try (ChildProgram keeper = ChildProgram.start(temp, "postgres", "--port", "0", "--data", folder.toString())) {
            keeper.awaitOutput("Ctrl-C ends it");
            EmbeddedServer.use(folder, console).close();
            assertTrue(runs());
            CommandFailure refused = assertThrows(CommandFailure.class, () -> EmbeddedServer.keep(folder, 0, console));
            assertTrue(String.valueOf(refused.getMessage()).contains("already"), refused.getMessage());
            assertEquals(0, keeper.stop());
            assertFalse(runs());
        }
    }

    @Test
    void a_keeper_leaves_it_to_those_who_still_use_it() throws Exception {
        copy_the_used_folder();
        try (ChildProgram keeper = ChildProgram.start(temp, "postgres", "--port", "0", "--data", folder.toString())) {
            keeper.awaitOutput("Ctrl-C ends it");
            try (EmbeddedServer server = EmbeddedServer.use(folder, console)) {
                assertEquals(0, keeper.stop());
                assertTrue(server.running());
            }
            assertFalse(runs());
        }
    }

    @Test
    void a_pid_file_of_a_dead_server_or_of_another_process_is_forgotten() throws IOException {
        copy_the_used_folder();
        Path pid = folder.resolve("postgres/postmaster.pid");
        long mine = ProcessHandle.current().pid();
        Files.writeString(pid, mine + "\n" + folder + "\n0\n1\n\n127.0.0.1\n\nready\n");
        try (EmbeddedServer server = EmbeddedServer.use(folder, console)) {
            assertFalse(server.attached());
        }
    }

    @Test
    void a_half_made_folder_is_made_anew() throws IOException {
        Files.createDirectories(folder.resolve("postgres.new/base"));
        try (EmbeddedServer server = EmbeddedServer.use(folder, console)) {
            assertTrue(server.running());
        }
    }

    @Test
    void files_of_another_version_are_refused_and_left_alone() throws IOException {
        Path version = folder.resolve("postgres/PG_VERSION");
        Files.createDirectories(version.getParent());
        Files.writeString(version, "11\n");
        CommandFailure refused = assertThrows(CommandFailure.class, () -> EmbeddedServer.use(folder, console));
        assertTrue(String.valueOf(refused.getMessage()).contains("made by PostgreSQL 11"), refused.getMessage());
        assertEquals("11\n", Files.readString(version));
    }

    @Test
    void a_port_in_use_is_told() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandFailure refused = assertThrows(
                    CommandFailure.class, () -> EmbeddedServer.keep(folder, taken.getLocalPort(), console));
            assertTrue(String.valueOf(refused.getMessage()).contains("in use"), refused.getMessage());
        }
    }

    @Test
    void a_file_in_place_of_the_folder_is_told() throws IOException {
        Files.writeString(folder, "x");
        CommandFailure refused = assertThrows(CommandFailure.class, () -> EmbeddedServer.use(folder, console));
        assertTrue(String.valueOf(refused.getMessage()).contains("no folder"), refused.getMessage());
        Files.delete(folder);
    }
}

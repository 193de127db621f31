package dev.eventstore.cli.server;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of one PostgreSQL below a data folder, and the commands that make, start and stop its server.
 *
 * <p>Confined to one thread, which holds the folder's gate.
 */
final class Cluster {

    /** What the server is told beside the defaults: durable, for this machine only, the same in every country. */
    private static final List<String> SETTINGS = List.of(
            "",
            "# Set by eventstore when this folder was made.",
            "fsync = on",
            "synchronous_commit = on",
            "full_page_writes = on",
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            "max_connections = 300",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'");

    private static final int PASSWORD_BYTES = 24;
    private static final long MAX_LOG_BYTES = 10 * 1024 * 1024;
    private static final String SECONDS_TO_START = "300";
    private static final String SECONDS_TO_STOP = "120";

    private final Path folder;
    private final Path data;
    private final Binaries binaries;
    private final Privileges privileges;

    Cluster(Path folder, Binaries binaries, Privileges privileges) {
        this.folder = folder;
        this.data = dataOf(folder);
        this.binaries = binaries;
        this.privileges = privileges;
    }

    static Path dataOf(Path folder) {
        return folder.resolve("postgres");
    }

    static Path passwordOf(Path folder) {
        return folder.resolve("password");
    }

    /** Makes the files if they are not there; a half-made folder is never taken for a whole one. */
    void makeUnlessThere(Console console) throws IOException {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            checkVersion();
            return;
        }
        console.note("Creating a PostgreSQL in " + folder + " …");
        Path fresh = folder.resolve("postgres.new");
        Binaries.delete(fresh);
        writePassword();
        giveFolder();
        Tool.Outcome made = tool(
                "initdb",
                "--pgdata=" + fresh,
                "--username=postgres",
                "--pwfile=" + passwordOf(folder),
                "--auth=password",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        if (!made.succeeded()) {
            throw new CommandFailure(
                    "PostgreSQL cannot create its files in " + folder + ":\n" + lastLines(made.output()) + advice());
        }
        Files.write(fresh.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
        Files.move(fresh, data);
    }

    /** Starts the server, and waits until it lets people in. */
    void start(int port) throws IOException {
        giveFolder();
        Path log = folder.resolve("postgres.log");
        if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
            Files.delete(log);
        }
        long logged = Files.exists(log) ? Files.size(log) : 0;
        Tool.Outcome started = tool(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                SECONDS_TO_START,
                "-D",
                data.toString(),
                "-l",
                log.toString(),
                "-o",
                "-p " + port);
        if (!started.succeeded()) {
            throw new CommandFailure("PostgreSQL did not start on " + folder + ":\n"
                    + lastLines(newLog(log, logged, started)) + advice());
        }
    }

    /** Stops the server: sessions are ended, everything is written. */
    void stop() {
        Tool.Outcome stopped = tool("pg_ctl", "stop", "-w", "-t", SECONDS_TO_STOP, "-m", "fast", "-D", data.toString());
        if (!stopped.succeeded() && Files.exists(data.resolve("postmaster.pid"))) {
            throw new CommandFailure("PostgreSQL on " + folder + " did not stop:\n" + lastLines(stopped.output()));
        }
    }

    /** Forgets a server that died without a word; its process is gone, or is something else by now. */
    void forgetDeadServer() throws IOException {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
    }

    private void checkVersion() throws IOException {
        String found = Files.readString(data.resolve("PG_VERSION")).strip();
        String ours = version();
        if (!found.equals(ours)) {
            throw new CommandFailure(
                    "%s was made by PostgreSQL %s, this program brings %s. Use another folder with --data, or run PostgreSQL %s"
                                    .formatted(folder, found, ours, found)
                            + " on it yourself and name it with --url; export and import move the events.");
        }
    }

    private String version() {
        String text = tool("postgres", "--version").output();
        return text.replaceAll("(?s).*\\) (\\d+).*", "$1");
    }

    private void writePassword() throws IOException {
        Path file = passwordOf(folder);
        Files.deleteIfExists(file);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        Files.writeString(file, HexFormat.of().formatHex(password) + "\n");
    }

    private void giveFolder() throws IOException {
        if (privileges.givesFolder()
                && !Files.getAttribute(folder, "unix:uid").toString().equals(Privileges.UNPRIVILEGED)) {
            String owner = Privileges.UNPRIVILEGED + ":" + Privileges.UNPRIVILEGED;
            new Tool(List.of(), "chown", "-R", owner, folder.toString()).run();
        }
    }

    private Tool.Outcome tool(String program, String... arguments) {
        return new Tool(privileges.prefix(), binaries.program(program).toString(), arguments).run();
    }

    private static String newLog(Path log, long from, Tool.Outcome started) throws IOException {
        if (!Files.isReadable(log) || Files.size(log) <= from) {
            return started.output();
        }
        byte[] all = Files.readAllBytes(log);
        return new String(all, (int) from, all.length - (int) from, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }

    private String advice() {
        return "\nSee to what it says (room, permissions, who owns the folder), or use another folder with --data, or a"
                + " server of your own with --url.";
    }
}

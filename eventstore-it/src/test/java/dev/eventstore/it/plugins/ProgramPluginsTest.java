package dev.eventstore.it.plugins;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.Command;
import dev.eventstore.it.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with a plugin on its module path, on a PostgreSQL of its own. */
class ProgramPluginsTest {

    @TempDir
    private Path folder;

    @Test
    void a_storage_that_the_configuration_names_is_used_around_the_database_that_the_options_name() throws Exception {
        Files.writeString(folder.resolve("keys"), "one " + Base64.getEncoder().encodeToString(new byte[32]));
        Files.writeString(
                folder.resolve("sealed.conf"), "eventstore { storage = encrypted, encrypted.key-file = keys }");
        withPlugin("append", "order-1", "Paid", "{\"card\": 4711}", "--config", "sealed.conf", "--data", "data")
                .succeeded();
        Command.Outcome opened = withPlugin("read", "order-1", "--config", "sealed.conf", "--data", "data")
                .succeeded();
        assertTrue(opened.out().contains("{\"card\": 4711}"), opened::toString);
        Command.Outcome sealed = withPlugin("read", "order-1", "--data", "data").succeeded();
        assertTrue(sealed.out().matches("(?s).* Paid  \\d+ bytes\\n"), sealed::toString);
    }

    private Command.Outcome withPlugin(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(Program.command(arguments));
        int path = command.indexOf("-p") + 1;
        command.set(path, command.get(path) + File.pathSeparator + Project.example("encrypted"));
        return Command.run(folder, command);
    }
}

package dev.eventstore.cli.nodes;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.cli.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeFolderTest {

    private final NodeFolder folder = new NodeFolder(
            1,
            "local",
            "public",
            new Database("jdbc:postgresql://127.0.0.1/none", Optional.empty(), Optional.of("hush"), Optional.empty()));

    NodeFolderTest() throws IOException {}

    @Test
    void a_log_that_somebody_is_told_to_look_at_stays_and_no_password_does() throws IOException {
        Path configuration = folder.configuration(1);
        Path log = Files.writeString(folder.keptLog(1), "what went wrong");
        folder.close();
        assertTrue(Files.exists(log));
        assertFalse(Files.exists(configuration));
        Files.delete(log);
        Files.delete(log.getParent());
    }

    @Test
    void nothing_stays_if_nothing_went_wrong() throws IOException {
        Path configuration = folder.configuration(1);
        Files.writeString(folder.log(1), "all is well");
        folder.close();
        assertFalse(Files.exists(configuration.getParent()));
    }
}

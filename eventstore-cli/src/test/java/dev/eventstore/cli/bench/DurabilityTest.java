package dev.eventstore.cli.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.cli.bench.yardstick.Durability;
import dev.eventstore.cli.console.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurabilityTest {

    @Test
    void a_durable_server_is_measured() {
        new Durability("18.6", "on", "on", "on").require();
    }

    @ParameterizedTest
    @CsvSource({"off,on,on", "on,off,on", "on,on,off", "on,on,local"})
    void a_server_that_promises_less_is_refused(String fsync, String fullPageWrites, String synchronousCommit) {
        Durability weak = new Durability("18.6", fsync, fullPageWrites, synchronousCommit);
        CommandFailure refused = assertThrows(CommandFailure.class, weak::require);
        assertTrue(String.valueOf(refused.getMessage()).contains("fsync " + fsync), refused.getMessage());
    }
}

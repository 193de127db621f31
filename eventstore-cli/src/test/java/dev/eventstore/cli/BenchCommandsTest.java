package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Short measurements on a real store: that they measure, not how fast it is. */
class BenchCommandsTest extends ProgramOnServer {

    @Test
    void measurements_print_their_figures() throws IOException {
        String url = server.url() + "?user=" + server.user() + "&password=" + server.password();
        String[] quick = {"--rounds", "1", "--seconds", "0.2", "--json", "--url", url};
        for (String measured : List.of(
                "append --callers 2",
                "append --callers 4 --async",
                "read --events 3000",
                "subscribe --events 3000 --rate 100 --subscriptions 20 --stuck --buffer-size 100")) {
            List<String> args = new ArrayList<>(List.of(("bench " + measured).split(" ")));
            args.addAll(List.of(quick));
            assertEquals(0, console.run(args.toArray(String[]::new)), console.err());
            JsonNode figures = json().get(0);
            assertTrue(figures.get("eventsPerSecond").asDouble() > 0, console.out());
            assertTrue(figures.get("p50Millis").asDouble() >= 0, console.out());
            assertTrue(
                    figures.get("p99Millis").asDouble()
                            >= figures.get("p50Millis").asDouble(),
                    console.out());
            if (measured.startsWith("append")) {
                for (String ratio : List.of("ratioToClassic", "ratioToCopy", "ratioToInsert")) {
                    assertTrue(figures.get(ratio).asDouble() > 0, console.out());
                }
            }
            if (measured.startsWith("subscribe")) {
                assertTrue(figures.get("buffer-1PerSecond").asDouble() > 0, console.out());
                assertTrue(figures.get("ratioCrowdedToAlone").asDouble() > 0, console.out());
                assertEquals(100, figures.get("stuckDelivered").asInt(), "as many as the buffer holds");
            }
        }
    }
}

package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Links in the import format. */
class TransferredLinksTest extends ProgramOnServer {

    private String append(String stream) {
        String id = UUID.randomUUID().toString();
        assertEquals(0, run("append", stream, "T", "{}", "--id", id), console.err());
        return id;
    }

    private void link(String stream, String... ids) {
        List<String> args = new ArrayList<>(List.of("link", stream));
        args.addAll(List.of(ids));
        assertEquals(0, run(args.toArray(String[]::new)), console.err());
    }

    private String export(String... args) {
        List<String> all = new ArrayList<>(List.of("export"));
        all.addAll(List.of(args));
        assertEquals(0, run(all.toArray(String[]::new)), console.err());
        return console.out();
    }

    /** The numbers of a stream with the ids of the events that have them. */
    private List<String> numbered(String stream) throws IOException {
        assertEquals(0, run("read", stream, "--json"), console.err());
        return json().stream()
                .map(event -> event.get("number") + " " + event.get("id").asText())
                .toList();
    }

    private static String withoutTimes(String exported) {
        return exported.replaceAll("\"createdAt\":\"[^\"]*\"", "");
    }

    private static String event(String stream, String id) {
        return "{\"stream\":\"%s\",\"type\":\"T\",\"id\":\"%s\",\"data\":{}}\n".formatted(stream, id);
    }

    private static String linked(String stream, String id) {
        return "{\"stream\":\"%s\",\"link\":\"%s\"}\n".formatted(stream, id);
    }

    @Test
    void an_export_with_links_imported_into_an_empty_store_gives_every_stream_its_numbers_again() throws IOException {
        String a1 = append("a");
        String mixed1 = append("mixed");
        link("mixed", a1);
        String mixed3 = append("mixed");
        String b1 = append("b");
        link("only-links", b1, a1);
        link("mixed", b1);
        String mixed5 = append("mixed");
        link("only-links", mixed5);
        String exported = export();
        assertTrue(console.err().contains("Exported 5 events and 5 links."), console.err());
        assertTrue(
                exported.contains("{\"stream\":\"only-links\",\"link\":\"%s\",\"number\":2}\n".formatted(a1)),
                exported);

        choose_a_schema();
        assertEquals(0, piped(exported, "import", "-", "--json"), console.err());
        assertEquals(5, json().get(0).get("written").asInt());
        assertEquals(5, json().get(0).get("links").asInt());
        assertEquals(5, json().get(0).get("linked").asInt());
        assertEquals(List.of("1 " + mixed1, "2 " + a1, "3 " + mixed3, "4 " + b1, "5 " + mixed5), numbered("mixed"));
        assertEquals(List.of("1 " + b1, "2 " + a1, "3 " + mixed5), numbered("only-links"));
        assertEquals(withoutTimes(exported), withoutTimes(export()));
    }

    @Test
    void importing_links_again_adds_nothing_and_completes_what_was_begun() throws IOException {
        String[] ids = new String[6];
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = UUID.randomUUID().toString();
            file.append(event("a", ids[i])).append(linked("b", ids[i]));
        }
        String whole = file.toString();
        String begun = whole.substring(0, whole.indexOf(linked("b", ids[3])));
        assertEquals(0, piped(begun, "import", "-"), console.err());
        assertEquals(0, piped(whole, "import", "-"), console.err());
        assertTrue(
                console.out().contains("2 written, 4 present already. Links: 3 written, 3 present already."),
                console.out());
        assertEquals(0, piped(whole, "import", "-", "--json"), console.err());
        assertEquals(0, json().get(0).get("written").asInt());
        assertEquals(6, json().get(0).get("links").asInt());
        assertEquals(0, json().get(0).get("linked").asInt());
        assertEquals(6, numbered("b").size());
    }

    @Test
    void a_link_of_an_event_that_is_missing_is_told_by_line_and_nothing_of_it_or_after_it_is_written()
            throws IOException {
        String first = UUID.randomUUID().toString();
        String later = UUID.randomUUID().toString();
        String missing = UUID.randomUUID().toString();
        String file =
                event("a", first) + linked("b", first) + linked("b", missing) + event("a", later) + linked("b", later);
        assertEquals(1, piped(file, "import", "-"));
        assertTrue(console.err().contains("line 3: ") && console.err().contains(missing), console.err());
        assertTrue(console.err().contains("All lines before it are imported"), console.err());
        assertEquals(List.of("1 " + first), numbered("a"));
        assertEquals(List.of("1 " + first), numbered("b"));
    }

    @Test
    void an_event_that_is_refused_leaves_the_links_before_it_written() throws IOException {
        String[] ids = new String[3];
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = UUID.randomUUID().toString();
            file.append(event("a", ids[i])).append(linked("b", ids[i]));
        }
        file.append("{\"stream\":\"a\",\"type\":\"T\",\"data\":\"")
                .append("x".repeat(2_000_000))
                .append("\"}\n");
        assertEquals(1, piped(file.toString(), "import", "-"));
        assertTrue(console.err().contains("line 7: "), console.err());
        assertEquals(3, numbered("a").size());
        assertEquals(3, numbered("b").size());
    }

    @Test
    void links_of_a_deleted_stream_are_left_out_and_links_to_its_events_are_not() throws IOException {
        String a1 = append("a");
        link("b", a1);
        link("c", a1);
        assertEquals(0, run("delete", "b"), console.err());
        assertEquals(0, run("delete", "a"), console.err());
        String exported = export();
        assertTrue(console.err().contains("Exported 1 event and 1 link."), console.err());
        choose_a_schema();
        assertEquals(0, piped(exported, "import", "-"), console.err());
        assertEquals(List.of("1 " + a1), numbered("c"));
    }

    @Test
    void a_stream_of_links_that_is_exported_alone_brings_its_events_along() throws IOException {
        String a1 = append("a");
        append("a");
        link("b", a1);
        String exported = export("b");
        choose_a_schema();
        assertEquals(0, piped(exported, "import", "-"), console.err());
        assertEquals(List.of("1 " + a1), numbered("a"));
        assertEquals(List.of("1 " + a1), numbered("b"));
    }

    @Test
    void an_export_that_goes_on_after_another_has_the_new_links_to_old_events() throws IOException {
        String a1 = append("a");
        String before = export();
        link("b", a1);
        String a2 = append("a");
        link("b", a2);
        String both = before + export("--from", "2");
        choose_a_schema();
        assertEquals(0, piped(both, "import", "-"), console.err());
        assertEquals(List.of("1 " + a1, "2 " + a2), numbered("b"));
    }
}

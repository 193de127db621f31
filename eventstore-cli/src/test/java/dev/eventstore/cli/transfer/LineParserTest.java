package dev.eventstore.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.transfer.ImportLine.OfEvent;
import dev.eventstore.cli.transfer.ImportLine.OfLink;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineParserTest {

    private static final String ID = "83ff86a7-a8f0-59b9-bf12-592b0ff24a28";

    private final LineParser parser = new LineParser();

    private EventData event(String line) throws LineRefused {
        return event(7, line);
    }

    private EventData event(long number, String line) throws LineRefused {
        return ((OfEvent) parser.parse(number, line)).event().event();
    }

    @Test
    void a_whole_line_is_understood() throws LineRefused {
        OfEvent line = (OfEvent) parser.parse(1, """
                {"stream":"a","type":"T","id":"%s","data":{"n":1},"metadata":{"m":2},"correlationId":"%s","causationId":"%s"}
                """.formatted(ID, ID, ID));
        EventData event = line.event().event();
        assertEquals("a", line.event().stream().value());
        assertEquals("T", event.type().orElseThrow());
        assertEquals(UUID.fromString(ID), event.id());
        assertEquals(new EventData.Json("{\"n\":1}"), event.payload());
        assertEquals(new EventData.Json("{\"m\":2}"), event.metadata().orElseThrow());
        assertEquals(UUID.fromString(ID), event.correlationId().orElseThrow());
        assertEquals(UUID.fromString(ID), event.causationId().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"data\":1,\"dataBase64\":\"YQ==\"", "\"data\":1,\"metadata\":1,\"metadataBase64\":\"YQ==\""})
    void a_payload_that_is_given_twice_is_refused(String payloads) {
        LineRefused refused =
                assertThrows(LineRefused.class, () -> event("{\"stream\":\"a\",\"type\":\"T\"," + payloads + "}"));
        assertTrue(refused.getMessage().contains("exclude each other"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.10",
                "12345678901234567890123",
                "\"a \\u00e9 \\\" } b\"",
                "null",
                "true",
                "[1, [2], {\"a\": \"}\"}]",
                "{\"z\":1,\"a\":  2.0e5}"
            })
    void a_payload_is_taken_character_by_character(String json) throws LineRefused {
        assertEquals(
                new EventData.Json(json),
                event("{\"stream\":\"a\",\"data\": " + json + " ,\"type\":\"T\"}")
                        .payload());
        assertEquals(
                new EventData.Json(json),
                event("{\"stream\":\"a\",\"type\":\"T\",\"data\":" + json + "}").payload());
    }

    @Test
    void a_line_without_id_gets_one_of_its_number_and_text() throws LineRefused {
        String line = "{\"stream\":\"a\",\"type\":\"T\",\"data\":1}";
        UUID id = event(1, line).id();
        assertEquals(id, event(1, line).id());
        assertNotEquals(id, event(2, line).id());
        assertNotEquals(id, event(1, line + " ").id());
        assertEquals(5, id.version());
        assertEquals(2, id.variant());
    }

    @Test
    void what_export_adds_is_passed_over() throws LineRefused {
        event("{\"stream\":\"a\",\"type\":\"T\",\"data\":1,\"position\":5,\"version\":2,\"createdAt\":\"x\"}");
    }

    @Test
    void bytes_that_are_no_json_travel_as_base64() throws LineRefused {
        byte[] bytes = (byte[]) event("{\"stream\":\"a\",\"type\":\"T\",\"dataBase64\":\"AP8=\"}")
                .payload();
        assertEquals(2, bytes.length);
        assertEquals(-1, bytes[1]);
    }

    @Test
    void a_line_with_a_link_names_an_event_and_a_further_stream() throws LineRefused {
        assertEquals(
                new OfLink(7, StreamId.of("b"), UUID.fromString(ID)),
                parser.parse(7, "{\"stream\":\"b\",\"link\":\"%s\",\"number\":3}".formatted(ID)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"stream":"a","type":"T","data":{oops}}            | malformed JSON at column 34
                    {"stream":"a","type":"T","data":                   | malformed JSON
                    {"stream":"a","type":"T","data":1} {}              | more than one JSON object
                    [1]                                                | must be a JSON object
                    hello                                              | malformed JSON
                    {"type":"T","data":1}                              | 'stream' is missing
                    {"stream":"a","data":1}                            | 'type' is missing
                    {"stream":"a","type":"T"}                          | 'data' is missing
                    {"stream":"a","type":null,"data":1}                | 'type' is missing
                    {"stream":1,"type":"T","data":1}                   | 'stream' must be text
                    {"stream":" ","type":"T","data":1}                 | stream id must not be blank
                    {"stream":"$all","type":"T","data":1}              | must not be $all
                    {"stream":"$x","type":"T","data":1}                | must not begin with '$'
                    {"stream":"a","type":"","data":1}                  | event type must not be blank
                    {"stream":"a","type":"T","data":1,"id":"7"}        | 'id' must be a UUID
                    {"stream":"a","type":"T","data":1,"strem":"b"}     | unknown key 'strem'
                    {"stream":"a","stream":"b","type":"T","data":1}    | Duplicate
                    {"stream":"a","type":"T","dataBase64":"*"}         | must be Base64
                    {"stream":"a","link":"7"}                          | 'link' must be a UUID
                    {"stream":"a","link":7}                            | 'link' must be text
                    {"link":"83ff86a7-a8f0-59b9-bf12-592b0ff24a28"}    | 'stream' is missing
                    {"stream":"a","link":null}                         | 'type' is missing
                    {"stream":"a","link":"7","type":"T","data":1}      | has no [data, type]
                    """)
    void a_bad_line_is_refused_with_its_number_and_the_reason(String line, String reason) {
        LineRefused refused = assertThrows(LineRefused.class, () -> parser.parse(7, line));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("line 7: "), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }
}

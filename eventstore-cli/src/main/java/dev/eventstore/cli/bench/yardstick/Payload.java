package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.api.EventData;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The event that is measured, the same for the store and its yardsticks: JSON of a given size that compresses badly. Immutable.
 *
 * @param data the data's JSON
 * @param metadata the metadata's JSON
 */
public record Payload(String data, String metadata) {

    /** The event's type. */
    public static final String TYPE = "MeasurementTaken";

    private static final int METADATA_BYTES = 50;
    private static final int FRAME = "{\"text\":\"\"}".length();

    /**
     * A payload.
     *
     * @param bytes how many bytes of data
     * @return the payload, with 50 bytes of metadata
     */
    public static Payload ofSize(int bytes) {
        Random random = new Random(bytes);
        return new Payload(json(random, bytes), json(random, METADATA_BYTES));
    }

    /**
     * The event with a fresh id.
     *
     * @return the event
     */
    public EventData event() {
        return EventData.json(TYPE, data).metadata(new EventData.Json(metadata));
    }

    byte[] dataBytes() {
        return data.getBytes(StandardCharsets.UTF_8);
    }

    byte[] metadataBytes() {
        return metadata.getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Random random, int bytes) {
        StringBuilder text = new StringBuilder("{\"text\":\"");
        for (int i = FRAME; i < bytes; i++) {
            text.append((char) ('a' + random.nextInt('z' - 'a' + 1)));
        }
        return text.append("\"}").toString();
    }
}

package dev.eventstore.cli.demo;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.console.JsonLine;

/**
 * One file changed by one commit. Immutable.
 *
 * @param commit the commit's id
 * @param at when it was made
 * @param type the event's type: FileAdded, FileModified or FileDeleted
 * @param path the file
 */
record Change(String commit, String at, String type, String path) {

    StreamId stream() {
        return StreamId.of("file:" + path);
    }

    EventData event() {
        return EventData.json(type, data()).metadata(new EventData.Json(metadata()));
    }

    String data() {
        return new JsonLine().put("path", path).put("commit", commit).toString();
    }

    String metadata() {
        return new JsonLine().put("committedAt", at).toString();
    }
}

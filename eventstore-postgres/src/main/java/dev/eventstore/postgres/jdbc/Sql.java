package dev.eventstore.postgres.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The SQL resources of this module, with {@code ${schema}} replaced by the quoted name of the store's schema. Immutable.
 */
public final class Sql {

    private final String quotedSchema;

    /**
     * The SQL of one schema.
     *
     * @param schema the schema's name, unquoted
     */
    public Sql(String schema) {
        this.quotedSchema = quoted(schema);
    }

    /**
     * A name as it stands in statements, whatever it contains.
     *
     * @param name a name of the database
     * @return the name in quotes
     */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * A statement or script.
     *
     * @param path the resource below {@code dev/eventstore/postgres}, such as {@code read/head.sql}
     * @return its text, ready to run
     */
    public String get(String path) {
        return resource(path).replace("${schema}", quotedSchema).strip();
    }

    /**
     * A resource as it stands in the jar.
     *
     * @param path the resource below {@code dev/eventstore/postgres}
     * @return its text
     */
    public static String resource(String path) {
        String name = "/dev/eventstore/postgres/" + path;
        try (InputStream in = Sql.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " could not be read", e);
        }
    }
}

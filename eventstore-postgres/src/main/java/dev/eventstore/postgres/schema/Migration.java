package dev.eventstore.postgres.schema;

import dev.eventstore.postgres.jdbc.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of the schema: a resource named {@code V001__tables.sql}, never changed once released. Immutable.
 *
 * @param version its number, 1 and up
 * @param name its name
 * @param resource the resource's name
 * @param checksum the hash of its text
 */
record Migration(int version, String name, String resource, String checksum) {

    private static final Pattern RESOURCE = Pattern.compile("V(\\d{3})__(\\w+)\\.sql");

    /** All that this version of the program knows, in order. */
    static List<Migration> known() {
        return Sql.resource("schema/migrations.list").lines().map(Migration::of).toList();
    }

    private static Migration of(String resource) {
        Matcher matcher = RESOURCE.matcher(resource);
        if (!matcher.matches()) {
            throw new IllegalStateException("migration '" + resource + "' must be named like V001__tables.sql");
        }
        return new Migration(
                Integer.parseInt(matcher.group(1)),
                matcher.group(2),
                resource,
                hash(Sql.resource("schema/" + resource)));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

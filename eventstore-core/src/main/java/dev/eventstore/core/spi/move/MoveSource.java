package dev.eventstore.core.spi.move;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The database that is moved from. Immutable.
 *
 * @param url the JDBC URL
 * @param password the password, unless the URL has it; never shown
 * @param schema the schema that holds its tables
 */
public record MoveSource(String url, Optional<String> password, String schema) {

    private static final Pattern SECRET = Pattern.compile("(?i)((?:password|sslpassword)=)[^&]*");

    /**
     * The URL as it may be shown.
     *
     * @return the URL without passwords
     */
    public String shownUrl() {
        return SECRET.matcher(url).replaceAll("$1***");
    }

    @Override
    public String toString() {
        return "MoveSource[" + shownUrl() + ", schema " + schema + "]";
    }
}

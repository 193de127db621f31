package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of a PostgreSQL storage, {@code eventstore.postgres} in the configuration. Immutable.
 *
 * @param url the server and database, {@code jdbc:postgresql://…}
 * @param user the user, unless the URL names one
 * @param password the password, if one is needed; never shown
 * @param schema the schema that holds the store
 * @param autoMigrate whether opening the store creates and upgrades its tables
 * @param poolSize how many connections serve reads and subscriptions
 * @param connectTimeout how long a connection may take to be made
 * @param pollInterval how often the head is looked at in case a notification was lost
 * @param notifyInterval the shortest time between two notifications
 * @param handlerTimeout how long the transaction of a handler may be idle, and a statement in it may take
 * @param payload what the columns of payloads hold
 * @param grantTo the role that gets the rights of an application when the store is opened by its owner
 * @param link what stands between this program and the server
 * @param limits how much may wait and be written at once
 */
public record PostgresConfig(
        String url,
        Optional<String> user,
        Optional<String> password,
        String schema,
        boolean autoMigrate,
        int poolSize,
        Duration connectTimeout,
        Duration pollInterval,
        Duration notifyInterval,
        Duration handlerTimeout,
        Payload payload,
        Optional<String> grantTo,
        Link link,
        Limits limits) {

    /** Stands for a URL where the application brings the connections. */
    private static final String SHARED = "the application's DataSource";

    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Pattern SECRET = Pattern.compile("(?i)((?:password|sslpassword)=)[^&]*");

    /**
     * How much may wait and be written at once. Immutable.
     *
     * @param batchEvents the most events in one statement, unless a single append has more
     * @param batchBytes the most bytes in one statement, unless a single append has more
     * @param waitingAppends the most appends that wait
     * @param waitingBytes the most bytes that wait
     * @param waitingCalls the most other calls that wait for a connection
     */
    public record Limits(int batchEvents, long batchBytes, int waitingAppends, long waitingBytes, int waitingCalls) {}

    /**
     * Reads the settings.
     *
     * @param settings the part {@code eventstore.postgres}
     * @return the settings
     * @throws ConfigurationException if one is not allowed
     */
    public static PostgresConfig from(Settings settings) {
        return from(settings, settings.text("url"));
    }

    /**
     * Reads the settings of a storage over connections that the application brings; where they lead to is not said here.
     *
     * @param settings the part {@code eventstore.postgres}
     * @return the settings
     * @throws ConfigurationException if one is not allowed
     */
    public static PostgresConfig shared(Settings settings) {
        return from(settings, SHARED);
    }

    private static PostgresConfig from(Settings settings, String url) {
        if (!url.equals(SHARED) && !url.startsWith("jdbc:postgresql:")) {
            throw new ConfigurationException(
                    "eventstore.postgres.url", masked(url), "must begin with jdbc:postgresql:", null);
        }
        String schema = settings.text("schema");
        if (!SCHEMA.matcher(schema).matches()) {
            throw new ConfigurationException(
                    "eventstore.postgres.schema",
                    schema,
                    "must be a letter or _, then letters, digits and _, 63 characters at most",
                    null);
        }
        if (schema.toLowerCase(Locale.ROOT).startsWith("pg_") || schema.equalsIgnoreCase("information_schema")) {
            throw new ConfigurationException(
                    "eventstore.postgres.schema",
                    schema,
                    "is PostgreSQL's own: choose a name that does not begin with pg_, and not information_schema",
                    null);
        }
        return new PostgresConfig(
                url,
                settings.optionalText("user"),
                settings.optionalText("password"),
                schema,
                settings.flag("auto-migrate"),
                (int) settings.number("pool-size", 1, 1000),
                settings.duration("connect-timeout", Duration.ofMillis(250), Duration.ofMinutes(5)),
                settings.duration("poll-interval", Duration.ofMillis(10), Duration.ofMinutes(10)),
                settings.duration("notify-interval", Duration.ofMillis(1), Duration.ofMinutes(1)),
                settings.duration("handler-timeout", Duration.ofMillis(100), Duration.ofDays(1)),
                Payload.of(settings.choice("payload", Payload.WORDS)),
                settings.optionalText("grant-to"),
                Link.from(settings),
                limits(settings));
    }

    private static Limits limits(Settings settings) {
        return new Limits(
                (int) settings.number("max-batch-events", 1, 100_000),
                settings.bytes("max-batch-bytes", 1_000, 256_000_000),
                (int) settings.number("max-waiting-appends", 1, 10_000_000),
                settings.bytes("max-waiting-bytes", 1_000, Integer.MAX_VALUE),
                (int) settings.number("max-waiting-calls", 1, 10_000_000));
    }

    /**
     * The URL as it may be shown.
     *
     * @return the URL without passwords
     */
    public String shownUrl() {
        return masked(url);
    }

    private static String masked(String url) {
        return SECRET.matcher(url).replaceAll("$1***");
    }

    @Override
    public String toString() {
        return "PostgresConfig[" + shownUrl() + ", user " + user.orElse("of the URL") + ", schema " + schema + "]";
    }
}

package dev.eventstore.postgres.jdbc;

import dev.eventstore.core.spi.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What stands between this program and the server: TLS, and perhaps a connection pooler. Immutable.
 *
 * @param pooler whether a pooler such as PgBouncer stands between, and when it changes the server's connection
 * @param listens whether notifications can be heard; else the head is looked at once an interval
 * @param tls how the connection is encrypted and the server is known
 */
public record Link(Pooler pooler, boolean listens, Tls tls) {

    private static final List<String> POOLERS = List.of("none", "session", "transaction");
    private static final List<String> NOTIFY = List.of("auto", "listen", "poll");
    private static final List<String> MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Straight to the server, or to whatever the URL names. */
    public static final Link DIRECT = new Link(Pooler.NONE, true, Tls.OF_THE_URL);

    /** How long a connection of the server is ours. */
    public enum Pooler {
        /** For as long as our connection is open; there is no pooler. */
        NONE,
        /** For as long as our connection is open. */
        SESSION,
        /** For one transaction: nothing that is set for a session may be relied on, or left behind. */
        TRANSACTION
    }

    /**
     * How the connection is encrypted; what is empty is left to the URL and the driver. Immutable.
     *
     * @param mode the driver's {@code sslmode}
     * @param rootCertificate a file with the certificates that the server's must descend from
     * @param certificate a file with this program's certificate
     * @param key a file with its private key, PKCS-8 or PKCS-12
     * @param password the key's password; never shown
     */
    public record Tls(
            Optional<String> mode,
            Optional<String> rootCertificate,
            Optional<String> certificate,
            Optional<String> key,
            Optional<String> password) {

        static final Tls OF_THE_URL =
                new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Tls from(Settings settings) {
            return new Tls(
                    settings.optionalText("mode").map(mode -> settings.choice("mode", MODES)),
                    file(settings, "root-cert"),
                    file(settings, "cert"),
                    file(settings, "key"),
                    settings.optionalText("password"));
        }

        private static Optional<String> file(Settings settings, String key) {
            Optional<String> file = settings.optionalText(key);
            if (file.isPresent() && !Files.isReadable(Path.of(file.get()))) {
                throw settings.refused(key, "must be a file that this program can read");
            }
            return file;
        }

        @Override
        public String toString() {
            return "Tls[" + mode.orElse("of the URL") + "]";
        }
    }

    static Link from(Settings settings) {
        Pooler pooler = Pooler.values()[POOLERS.indexOf(settings.choice("pooler", POOLERS))];
        String notify = settings.choice("notify", NOTIFY);
        if (notify.equals("listen") && pooler == Pooler.TRANSACTION) {
            throw settings.refused(
                    "notify",
                    "a pooler in transaction mode hands notifications to nobody: use auto or poll, or name the server"
                            + " itself in eventstore.postgres.url and set eventstore.postgres.pooler = none");
        }
        boolean listens = notify.equals("listen") || notify.equals("auto") && pooler != Pooler.TRANSACTION;
        return new Link(pooler, listens, Tls.from(settings.at("ssl")));
    }

    /**
     * Whether what is set for a session stays with it.
     *
     * @return false behind a pooler in transaction mode
     */
    public boolean keepsSessions() {
        return pooler != Pooler.TRANSACTION;
    }
}

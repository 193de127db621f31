package dev.eventstore.cli.store;

import dev.eventstore.cli.server.EmbeddedServer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that is used by this program: an embedded one, which is left when closed, or one of the user's. Confined to
 * one thread, as its server is.
 *
 * @param url the JDBC URL
 * @param user the user, empty if the URL or the driver knows
 * @param password the password, empty if the URL or the driver knows
 * @param server the embedded server, empty for the user's own
 */
public record Database(String url, Optional<String> user, Optional<String> password, Optional<EmbeddedServer> server)
        implements AutoCloseable {

    static Database external(String url, @Nullable String user, @Nullable String password) {
        return new Database(url, Optional.ofNullable(user), Optional.ofNullable(password), Optional.empty());
    }

    static Database embedded(EmbeddedServer server) {
        return new Database(
                server.url(), Optional.of(server.user()), Optional.of(server.password()), Optional.of(server));
    }

    @Override
    public String toString() {
        return "Database[" + url.replaceAll("password=[^&]*", "password=***") + "]";
    }

    @Override
    public void close() {
        server.ifPresent(EmbeddedServer::close);
    }
}

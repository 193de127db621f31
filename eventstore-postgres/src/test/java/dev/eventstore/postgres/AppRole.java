package dev.eventstore.postgres;

import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.UUID;

/** A role that owns nothing, and stores that were made for it by their owner. Used by one thread at a time. */
final class AppRole implements AutoCloseable {

    private final String name = "App \"" + UUID.randomUUID().toString().substring(0, 8) + "\"";
    private final TestDatabase home;

    AppRole(TestDatabase home) {
        this.home = home;
        home.run("create role " + quoted() + " login password 'w'");
    }

    String name() {
        return name;
    }

    String quoted() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Has the owner make the store, and returns how the role opens it. */
    PostgresConfig admitted(TestDatabase database) {
        PostgresStorage owner = Stores.storage(Stores.granting(database, name));
        Await.result(owner.open());
        owner.close();
        return Stores.config(url(database), database.schema(), true);
    }

    /** The same, and the role may remove streams with their events, by the grants of docs/postgresql.md. */
    PostgresConfig admittedToHardDeletes(TestDatabase database) {
        PostgresConfig config = admitted(database);
        String schema = '"' + database.schema() + "\".";
        home.run("grant delete on " + schema + "events, " + schema + "links, " + schema + "streams to " + quoted());
        home.run("grant update (floor) on " + schema + "head to " + quoted());
        return config;
    }

    String url(TestDatabase database) {
        String user = name.replace(" ", "%20").replace("\"", "%22");
        return database.url().replaceFirst("user=[^&]*", "user=" + user) + "&password=w";
    }

    @Override
    public void close() {
        home.run("drop owned by " + quoted());
        home.run("drop role " + quoted());
    }
}

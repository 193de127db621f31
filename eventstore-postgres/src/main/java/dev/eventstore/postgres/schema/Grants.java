package dev.eventstore.postgres.schema;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a role what an application needs of a schema: to append, read and subscribe, but not to change events or tables.
 * Stateless; called when the store is opened by the owner of the schema.
 */
public final class Grants {

    private static final Logger log = LoggerFactory.getLogger(Grants.class);
    private static final String NO_SUCH_ROLE = "42704";

    private Grants() {}

    /**
     * Gives the rights, or repeats them after a migration.
     *
     * @param connection of the schema's owner, in autocommit
     * @param config the settings, which name the schema
     * @param role who gets them
     * @throws SQLException if the database fails or the user does not own the schema
     * @throws ConfigurationException if there is no such role, or it may change events whatever it is given
     */
    public static void give(Connection connection, PostgresConfig config, String role) throws SQLException {
        Sql sql = new Sql(config.schema());
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.get("schema/grant.sql").replace("${role}", Sql.quoted(role)));
        } catch (SQLException e) {
            if (NO_SUCH_ROLE.equals(e.getSQLState())) {
                throw refused(role, "there is no such role: `create role … login` first", e);
            }
            throw e;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.get("schema/may_change.sql"))) {
            statement.setString(1, role);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw refused(
                            role,
                            "it may change events whatever it is given, as superuser, owner of the tables or member of"
                                    + " such a role: name a role that is none of these",
                            null);
                }
            }
        }
        log.info("Role '{}' may append, read and subscribe in schema '{}'.", role, config.schema());
    }

    private static ConfigurationException refused(String role, String why, @Nullable SQLException cause) {
        return new ConfigurationException("eventstore.postgres.grant-to", role, why, cause);
    }
}

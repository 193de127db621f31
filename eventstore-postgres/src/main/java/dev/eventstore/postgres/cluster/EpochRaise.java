package dev.eventstore.postgres.cluster;

import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Raises the epoch and all tokens beyond what was handed out before the database went back. Immutable.
 *
 * <p>The head row is locked first and the subscriptions in the order of their ids, as everybody does who locks several.
 */
final class EpochRaise {

    private final String lockHead;
    private final String raise;
    private final String leapTokens;
    private final String lockSubscriptions;
    private final String renewTokens;
    private final String forgetNodes;

    EpochRaise(Sql sql) {
        this.lockHead = sql.get("cluster/lock_head.sql");
        this.raise = sql.get("cluster/raise.sql");
        this.leapTokens = sql.get("cluster/leap_tokens.sql");
        this.lockSubscriptions = sql.get("cluster/lock_subscriptions.sql");
        this.renewTokens = sql.get("cluster/renew_tokens.sql");
        this.forgetNodes = sql.get("cluster/forget_nodes.sql");
    }

    /**
     * Raises the epoch where it is lower.
     *
     * @param wanted the epoch it must have at least
     * @param connection in autocommit, and so again afterwards
     * @return whether it was raised
     * @throws SQLException if the database fails; nothing was changed then, unless the answer alone was lost
     */
    boolean to(long wanted, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean lower = epoch(connection) < wanted;
            if (lower) {
                try (PreparedStatement statement = connection.prepareStatement(raise)) {
                    statement.setLong(1, wanted);
                    statement.executeUpdate();
                }
                run(connection, leapTokens);
                run(connection, lockSubscriptions);
                run(connection, renewTokens);
                run(connection, forgetNodes);
            }
            connection.commit();
            return lower;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private long epoch(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockHead);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}

package dev.eventstore.postgres.elixir;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;

/**
 * Moves rows from one server to another as they are, in the binary format of COPY; nothing is kept in between. Confined to one
 * thread.
 *
 * @param reader the source, in one snapshot
 * @param writer the target
 */
record StreamedCopy(Connection reader, Connection writer) implements Copier {

    @Override
    public String way() {
        return "from server to server";
    }

    @Override
    public long copy(String table, String columns, String select) throws SQLException {
        CopyOut out = reader.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (" + select + ") to stdout (format binary)");
        try {
            CopyIn in = writer.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " (" + columns + ") from stdin (format binary)");
            try {
                for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                    in.writeToCopy(row, 0, row.length);
                }
                return in.endCopy();
            } finally {
                cancel(in);
            }
        } finally {
            cancel(out);
        }
    }

    /** Ends what a failure left open; what had begun to fail tells why. */
    private static void cancel(CopyOperation operation) throws SQLException {
        if (operation.isActive()) {
            operation.cancelCopy();
        }
    }
}

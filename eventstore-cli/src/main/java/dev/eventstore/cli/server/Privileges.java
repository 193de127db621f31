package dev.eventstore.cli.server;

import dev.eventstore.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * As whom PostgreSQL runs, which refuses root: as the user itself; for root in a user namespace of its own, where it is
 * nobody yet owns root's files; where namespaces are forbidden, as the unprivileged user 65534, who is then given the data
 * folder. Immutable.
 *
 * @param prefix what stands before each command
 * @param givesFolder whether the data folder must be given to the unprivileged user
 */
record Privileges(List<String> prefix, boolean givesFolder) {

    /** The user "nobody" of every Linux. */
    static final String UNPRIVILEGED = "65534";

    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> OTHER_USER = List.of(
            "setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED, "--clear-groups", "--no-new-privs");

    /** As whom the server of this folder runs; a folder that was given away once stays with whom it was given to. */
    static Privileges of(Path folder) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return new Privileges(List.of(), false);
        }
        boolean given =
                UNPRIVILEGED.equals(Files.getAttribute(folder, "unix:uid").toString());
        if (!given && works(NAMESPACE)) {
            return new Privileges(NAMESPACE, false);
        }
        if (works(OTHER_USER)) {
            return new Privileges(OTHER_USER, true);
        }
        throw new CommandFailure(
                "PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here to run"
                        + " it as somebody else: run this as another user, or use a server of your own with --url.");
    }

    /** Where the binaries are unpacked: where whoever runs them may read. */
    Path cache() {
        return givesFolder ? Path.of("/var/cache/eventstore") : Binaries.userCache();
    }

    private static boolean works(List<String> prefix) {
        try {
            return new Tool(prefix, "true").run().succeeded();
        } catch (CommandFailure e) {
            return false;
        }
    }
}

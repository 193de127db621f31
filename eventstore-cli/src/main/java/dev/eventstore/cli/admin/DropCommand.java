package dev.eventstore.cli.admin;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.core.StoreAdministration;
import dev.eventstore.core.spi.admin.DropReport;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes a store with all its events. Confined to one thread. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = {
            "Remove the store with all its events, for ever. It asks first; --yes answers.",
            "Only what the store's migrations have made is removed, and then the schema, unless it is public. It is refused if"
                    + " the schema holds anything else (--keep-others leaves that where it is), if anything elsewhere depends"
                    + " on the store's tables, and while nodes are using them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore drop",
            "  ./eventstore drop --url jdbc:postgresql://localhost/app --user owner \\",
            "      --schema events --yes"
        })
public final class DropCommand extends AdministrationCommand {

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--keep-others",
            description = "Remove the store from among things that are not its own, which stay.")
    private boolean keepOthers;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public DropCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(StoreAdministration store, String schema) {
        if (!yes && !agreed(schema)) {
            throw new CommandFailure("Nothing was removed. Answer with the name of the schema, or give --yes.");
        }
        DropReport report = store.drop(keepOthers);
        console.answer(json, json ? json(schema, report) : text(schema, report));
        return DONE;
    }

    private boolean agreed(String schema) {
        console.note("This removes the store in schema '" + schema + "' with all its events, for ever.");
        console.draw("Type the name of the schema to go on: ");
        Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
        if (!answer.hasNextLine()) {
            console.note("");
            return false;
        }
        return answer.nextLine().strip().equals(schema);
    }

    private static String json(String schema, DropReport report) {
        return new JsonLine()
                .put("schema", schema)
                .put("removed", report.removed().size())
                .put("kept", report.kept().size())
                .put("schemaRemoved", report.place())
                .toString();
    }

    private static String text(String schema, DropReport report) {
        String what = report.place()
                ? "Removed schema '" + schema + "' with the store's "
                : "Removed from schema '" + schema + "' the store's ";
        String kept = report.kept().isEmpty() ? "" : " What is not the store's is still there: " + report.kept() + ".";
        return what + report.removed().size() + " tables, sequences and functions." + kept;
    }
}

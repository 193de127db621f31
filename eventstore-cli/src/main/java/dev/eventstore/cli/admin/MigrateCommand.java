package dev.eventstore.cli.admin;

import dev.eventstore.cli.console.Invocation;
import dev.eventstore.core.StoreAdministration;
import dev.eventstore.core.spi.admin.MigrationInfo;
import java.util.List;
import picocli.CommandLine.Command;

/** Brings the tables of a store to the form that this version needs. Confined to one thread. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Create the store's tables, or apply the migrations that are pending. Nothing else is opened or changed.",
            "Programs that migrate at once wait for each other. Each migration is a transaction: what fails leaves nothing,"
                    + " and is tried again by the next run."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore migrate",
            "  ./eventstore migrate --url jdbc:postgresql://localhost/app --user owner \\",
            "      --schema events"
        })
public final class MigrateCommand extends AdministrationCommand {

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public MigrateCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(StoreAdministration store, String schema) {
        List<MigrationInfo> applied = store.migrate();
        applied.forEach(each ->
                console.answer(json, json ? MigrationsCommand.json(each) : "applied  " + MigrationsCommand.text(each)));
        if (!json && applied.isEmpty()) {
            console.print("Nothing to do: schema '" + schema + "' is as this version needs it.");
        }
        return DONE;
    }
}

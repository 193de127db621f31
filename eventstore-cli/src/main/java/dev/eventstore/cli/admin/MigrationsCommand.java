package dev.eventstore.cli.admin;

import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.core.StoreAdministration;
import dev.eventstore.core.spi.admin.MigrationInfo;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the migrations of a store. Confined to one thread. */
@Command(
        name = "migrations",
        mixinStandardHelpOptions = true,
        description = {
            "List the migrations that this version knows: when each was applied, or that it is pending.",
            "The exit code is 1 if any is pending, as all are where there is no store. Nothing is changed."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore migrations", "  ./eventstore migrations --json || ./eventstore migrate"})
public final class MigrationsCommand extends AdministrationCommand {

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public MigrationsCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(StoreAdministration store, String schema) {
        List<MigrationInfo> all = store.migrations();
        all.forEach(each -> console.answer(json, json ? json(each) : text(each)));
        long pending = all.stream().filter(MigrationInfo::pending).count();
        if (pending > 0) {
            console.note(pending + " of " + all.size() + " migrations are pending in schema '" + schema
                    + "': run ./eventstore migrate with the same options.");
        }
        return pending > 0 ? FAILED : DONE;
    }

    static String json(MigrationInfo migration) {
        JsonLine line = new JsonLine()
                .put("version", migration.version())
                .put("name", migration.name())
                .put("pending", migration.pending());
        migration.appliedAt().ifPresent(at -> line.put("appliedAt", at.toString()));
        return line.toString();
    }

    static String text(MigrationInfo migration) {
        return "%03d  %-24s %s"
                .formatted(
                        migration.version(),
                        migration.name(),
                        migration.appliedAt().map(Object::toString).orElse("pending"));
    }
}

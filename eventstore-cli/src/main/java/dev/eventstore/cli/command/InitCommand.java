package dev.eventstore.cli.command;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.core.EventStoreBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a store's tables, or brings them to this version's form. Confined to one thread. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Create the store's tables, or bring them to the form that this version needs.",
            "With --grant-to, as the owner of the schema, also let a role append, read and subscribe: it cannot change or remove"
                    + " events, nor alter tables. Repeat it after an upgrade."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore init",
            "  ./eventstore init --url jdbc:postgresql://localhost/app --user app \\",
            "      --schema events",
            "  ./eventstore init --url jdbc:postgresql://localhost/app --user owner \\",
            "      --grant-to app",
        })
public final class InitCommand extends StoreCommand {

    @Option(
            names = "--grant-to",
            paramLabel = "ROLE",
            description = "A role of the database that gets the rights of an application.")
    private @Nullable String grantTo;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public InitCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (grantTo != null && grantTo.isBlank()) {
            throw new IllegalArgumentException(
                    "--grant-to must name a role of the database, but was '" + grantTo + "'");
        }
        if (grantTo != null && shares()) {
            throw new IllegalArgumentException(
                    "--grant-to needs a store that is opened for it: leave this program first");
        }
    }

    @Override
    protected void configure(EventStoreBuilder builder) {
        if (grantTo != null) {
            builder.setting("eventstore.postgres.grant-to", grantTo);
        }
    }

    @Override
    protected int run(StoreSession session) {
        StreamInfo all = session.store().info(StreamId.ALL).orElseThrow();
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("ready", true)
                                .put("lastPosition", all.version())
                                .put("createdAt", all.createdAt().toString())
                                .toString()
                        : String.format(
                                Locale.ROOT,
                                "The store is ready. It was created at %s; $all ends at position %d.",
                                all.createdAt(),
                                all.version()));
        return DONE;
    }
}

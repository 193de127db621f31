package dev.eventstore.cli.admin;

import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Lists the persistent subscriptions of a store. Confined to one thread. */
@Command(
        name = "subscriptions",
        mixinStandardHelpOptions = true,
        description = {
            "List the persistent subscriptions: how far each is, how far it is behind, and which node holds it until when.",
            "Numbers are positions for $all and versions for a stream. A subscription without an owner does not run.",
            "What subscribers failed at and was put aside: parked, replay and skip."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore subscriptions", "  ./eventstore subscriptions --json"})
public final class SubscriptionsCommand extends StoreCommand {

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public SubscriptionsCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected int run(StoreSession session) {
        List<SubscriptionInfo> all = session.store().subscriptions();
        if (!json && !all.isEmpty()) {
            console.print(row("STREAM", "SUBSCRIPTION", "CHECKPOINT", "BEHIND", "OWNER"));
        }
        all.forEach(each -> console.print(json ? json(each) : text(each)));
        if (all.isEmpty()) {
            console.note("There are no subscriptions.");
        }
        return DONE;
    }

    private static String row(String stream, String name, String checkpoint, String lag, String owner) {
        return "%-30s %-24s %12s %10s  %s".formatted(stream, name, checkpoint, lag, owner);
    }

    private static String text(SubscriptionInfo info) {
        String owner = info.owner().orElse("-");
        return row(
                info.stream().value(),
                info.name().value(),
                String.format(Locale.ROOT, "%,d", info.checkpoint()),
                String.format(Locale.ROOT, "%,d", info.lag()),
                info.ownedUntil().map(until -> owner + " until " + until).orElse(owner));
    }

    private static String json(SubscriptionInfo info) {
        JsonLine line = new JsonLine()
                .put("stream", info.stream().value())
                .put("subscription", info.name().value())
                .put("checkpoint", info.checkpoint())
                .put("end", info.end())
                .put("behind", info.lag())
                .put("createdAt", info.createdAt().toString());
        info.owner().ifPresent(owner -> line.put("owner", owner));
        info.ownedUntil().ifPresent(until -> line.put("ownedUntil", until.toString()));
        return line.toString();
    }
}

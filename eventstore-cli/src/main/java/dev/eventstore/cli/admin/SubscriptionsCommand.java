package dev.eventstore.cli.admin;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists the persistent subscriptions of a store. Confined to one thread. */
@Command(
        name = "subscriptions",
        mixinStandardHelpOptions = true,
        description = {
            "List the persistent subscriptions: what each does, how far it is and how far behind, how many events its"
                    + " subscribers have and have not acknowledged, on which nodes they are, and which node holds it until when.",
            "Numbers are positions for $all and versions for a stream. It is behind by the numbers up to the last event that is there,"
                    + " those included that were deleted or do not pass its filter. The state is that of its process: initial (it waits for its"
                    + " lease), request-catch-up, catching-up, subscribed (it has caught up), max-capacity,"
                    + " disconnected (it has lost its lease or its storage), unsubscribed; idle if nobody is attached, so that it"
                    + " runs nowhere; held-elsewhere if a node has it that this one is in no cluster with; silent if its node"
                    + " did not answer. A node's console sees the whole cluster, a command beside it only itself.",
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
            console.print(row(
                    "STREAM", "SUBSCRIPTION", "STATE", "CHECKPOINT", "BEHIND", "IN FLIGHT", "SUBSCRIBERS", "OWNER"));
        }
        all.forEach(each -> console.answer(json, json ? json(each) : text(each)));
        if (all.isEmpty()) {
            console.note("There are no subscriptions.");
        }
        return DONE;
    }

    private static String row(Object... cells) {
        return "%-30s %-24s %-16s %12s %10s %10s  %-26s  %s".formatted(cells);
    }

    private static String state(Activity activity) {
        Enum<?> state = activity.state().<Enum<?>>map(known -> known).orElse(activity.presence());
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The nodes, each with the number of its subscribers where that is more than one. */
    private static String subscribers(Activity activity) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        activity.subscribers().forEach(node -> nodes.merge(node.name(), 1, Integer::sum));
        String all = nodes.entrySet().stream()
                .map(node -> node.getKey() + (node.getValue() > 1 ? " (" + node.getValue() + ")" : ""))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "-" : all;
    }

    private static String text(SubscriptionInfo info) {
        String owner = info.owner().orElse("-");
        return row(
                info.stream().value(),
                info.name().value(),
                state(info.activity()),
                String.format(Locale.ROOT, "%,d", info.checkpoint()),
                String.format(Locale.ROOT, "%,d", info.lag()),
                String.format(Locale.ROOT, "%,d", info.activity().inFlight()),
                subscribers(info.activity()),
                info.ownedUntil().map(until -> owner + " until " + until).orElse(owner));
    }

    private static String json(SubscriptionInfo info) {
        Activity activity = info.activity();
        JsonLine line = new JsonLine()
                .put("stream", info.stream().value())
                .put("subscription", info.name().value())
                .put("state", state(activity))
                .put("checkpoint", info.checkpoint())
                .put("end", info.end())
                .put("behind", info.lag())
                .put("createdAt", info.createdAt().toString());
        activity.node().ifPresent(node -> line.put("node", node.name()));
        if (activity.presence() == Presence.RUNNING) {
            line.put("inFlight", activity.inFlight())
                    .put(
                            "subscribers",
                            activity.subscribers().stream().map(NodeId::name).toList());
        }
        info.owner().ifPresent(owner -> line.put("owner", owner));
        info.ownedUntil().ifPresent(until -> line.put("ownedUntil", until.toString()));
        return line.toString();
    }
}

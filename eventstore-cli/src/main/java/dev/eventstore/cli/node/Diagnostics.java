package dev.eventstore.cli.node;

import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** What a node tells about its cluster, in words or as JSON. Confined to one thread. */
final class Diagnostics {

    private static final int PERCENT = 100;

    private final Cluster cluster;
    private final StoreSession session;
    private final LongSupplier superseded;
    private final Console console;

    Diagnostics(StoreSession session, LongSupplier superseded, Console console) {
        this.superseded = superseded;
        this.session = session;
        this.cluster = session.store().cluster();
        this.console = console;
    }

    void nodes(boolean json) {
        for (NodeId node : cluster.view().members()) {
            boolean self = node.equals(cluster.self());
            console.answer(
                    json,
                    json
                            ? new JsonLine()
                                    .put("node", node.name())
                                    .put("incarnation", node.incarnation().toString())
                                    .put("self", self)
                                    .toString()
                            : node + (self ? "  (this node)" : ""));
        }
    }

    void view(boolean json) {
        View view = cluster.view();
        List<String> names = view.members().stream().map(NodeId::name).toList();
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("epoch", view.epoch())
                                .put("members", names)
                                .toString()
                        : "epoch " + view.epoch() + ": " + String.join(", ", names));
    }

    void registered(boolean json) {
        List<Registration> all = cluster.registered();
        for (Registration each : all) {
            console.answer(
                    json, json ? process(each.name(), each.node()).toString() : each.name() + "  " + each.node());
        }
        if (all.isEmpty() && !json) {
            console.print("No process runs: each is started by the first call that needs it.");
        }
    }

    void whereis(ProcessName name, boolean json) {
        Optional<Registration> found = cluster.whereis(name);
        if (json) {
            console.print(found.map(at -> process(name, at.node()).put("running", true))
                    .orElseGet(() -> name(name).put("running", false))
                    .toString());
        } else {
            console.print(found.map(at -> at.name() + "  " + at.node())
                    .orElse(name + " does not run; it is started by the first call that needs it."));
        }
    }

    void owner(ProcessName name, boolean json) {
        NodeId owner = cluster.ownerOf(name);
        console.answer(json, json ? process(name, owner).toString() : name + "  " + owner);
    }

    void ring(boolean json) {
        if (!cluster.hasQuorum()) {
            throw new CommandFailure("This node is in no view that has a quorum, so no ring places anything;"
                    + " 'view' tells who is there.");
        }
        RingShares.of(session.target().builder(), cluster).forEach((node, share) -> {
            String part = String.format(Locale.ROOT, "%5.1f %%  %s", PERCENT * share, node);
            console.answer(
                    json,
                    json
                            ? new JsonLine()
                                    .put("node", node.name())
                                    .put("share", share.doubleValue())
                                    .toString()
                            : part);
        });
    }

    void quorum(boolean json) {
        boolean serves = cluster.hasQuorum();
        int members = cluster.view().members().size();
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("quorum", serves)
                                .put("members", members)
                                .toString()
                        : (serves ? "There is a quorum" : "There is no quorum, so calls are refused")
                                + "; members of the view entered last: " + members + ".");
    }

    void epoch(boolean json) {
        OptionalLong epoch = cluster.epoch();
        if (json) {
            JsonLine line = new JsonLine().put("checked", epoch.isPresent());
            if (epoch.isPresent()) {
                line.put("epoch", epoch.getAsLong()).put("superseded", superseded.getAsLong());
            }
            console.print(line.toString());
        } else {
            console.print(
                    epoch.isPresent()
                            ? epoch.getAsLong() + "; appends that the storage refused since their epoch was past: "
                                    + superseded.getAsLong()
                            : "This node writes under no epoch: it is in no cluster that checks them.");
        }
    }

    private static JsonLine process(ProcessName name, NodeId node) {
        return name(name).put("node", node.name());
    }

    private static JsonLine name(ProcessName name) {
        return new JsonLine().put("type", name.type()).put("key", name.key());
    }
}

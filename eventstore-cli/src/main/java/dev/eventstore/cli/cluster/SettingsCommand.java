package dev.eventstore.cli.cluster;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreOptions;
import dev.eventstore.cli.store.Target;
import dev.eventstore.core.ClusterAdministration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows and changes the settings that all nodes of a cluster must have alike. Confined to one thread. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = {
            "Show the epoch and the settings that all nodes of a cluster must have alike, as the storage has them.",
            "With --set it changes some and raises the epoch, so that every node learns of it. Change the nodes' files, too:"
                    + " a node that differs does not start."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore cluster settings --json",
            "  ./eventstore cluster settings --set static-quorum-size=3",
            "  ./eventstore cluster settings --set node-blacklist=^spare@,^test@"
        })
public final class SettingsCommand implements Callable<Integer> {

    private static final String PREFIX = "eventstore.cluster.";

    private final Console console;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            arity = "1..*",
            description =
                    "A new value: distribution, name, node-blacklist, node-whitelist, static-quorum-size or weights;"
                            + " the values of a list are separated by commas.")
    private Map<String, String> changes = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON object a line, and nothing else, on standard output.")
    private boolean json;

    @Mixin
    private StoreOptions options = new StoreOptions();

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public SettingsCommand(Invocation invocation) {
        this.console = invocation.console();
    }

    @Override
    public Integer call() {
        try (Target target = Target.of(options, console, builder -> {});
                ClusterAdministration cluster = ClusterAdministration.open(target.builder())) {
            if (!changes.isEmpty()) {
                long epoch = cluster.change(withoutPrefix(changes));
                console.note("Changed under epoch " + epoch
                        + ". A node whose configuration differs does not start, and one that runs serves no more from its next"
                        + " write on: change the files and restart the nodes.");
            }
            show(cluster.epoch(), cluster.settings());
            console.flush();
        }
        return 0;
    }

    private static Map<String, String> withoutPrefix(Map<String, String> changes) {
        Map<String, String> bare = new LinkedHashMap<>();
        changes.forEach((key, value) -> bare.put(key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key, value));
        return bare;
    }

    private void show(long epoch, SortedMap<String, String> settings) {
        if (json) {
            JsonLine values = new JsonLine();
            settings.forEach(values::put);
            console.print(new JsonLine()
                    .put("epoch", epoch)
                    .putRaw("settings", values.toString())
                    .toString());
            return;
        }
        console.print("%-20s %d".formatted("epoch", epoch));
        settings.forEach((key, value) -> console.print("%-20s %s".formatted(key, value)));
        if (settings.isEmpty()) {
            console.print("No settings are stored yet: the first node of a cluster stores those of its configuration.");
        }
    }
}

package dev.eventstore.it;

import dev.eventstore.it.Jdks.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line program, launched with plain java on the module path, with no class path at all. Stateless. */
public final class Program {

    private Program() {}

    /** The command line that runs it. */
    public static List<String> command(Jdk jdk, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(jdk.program("java"));
        command.addAll(options);
        command.addAll(List.of("-p", BuiltModules.joined(BuiltModules.programPath())));
        command.addAll(List.of("-m", "dev.eventstore.cli/dev.eventstore.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The command line that runs it on the JDK of these tests. */
    public static List<String> command(String... arguments) {
        return command(Jdks.running(), List.of(), arguments);
    }

    /** Runs it to its end in a folder. */
    public static Command.Outcome run(Path folder, String... arguments) throws Exception {
        return Command.run(folder, command(arguments));
    }
}

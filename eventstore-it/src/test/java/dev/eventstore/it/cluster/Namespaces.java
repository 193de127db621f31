package dev.eventstore.it.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of its own for each of several nodes, joined by a bridge; this program stands at the bridge, too. Links are cut
 * silently: what one node sends to another goes to an address that nobody has. Needs Linux and root. Confined to the test's
 * thread.
 */
public final class Namespaces implements AutoCloseable {

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final int SUBNETS = 250;
    private static final String NOBODY = "02:00:00:00:00:01";

    /** Unlike those of other programs, and those made before: what the system clears away may take a moment to go. */
    private final long number = ProcessHandle.current().pid() + MADE.getAndIncrement();

    private final String prefix = "es" + number % 100_000;
    private final String subnet = "10.99." + number % SUBNETS + ".";
    private final int nodes;

    private Namespaces(int nodes) {
        this.nodes = nodes;
    }

    /** Whether this machine lets us make some. */
    public static boolean arePossible() {
        String name = "es-probe-" + ProcessHandle.current().pid();
        return tried("ip", "netns", "add", name) && tried("ip", "netns", "del", name);
    }

    static Namespaces of(int nodes) {
        Namespaces spaces = new Namespaces(nodes);
        try {
            spaces.make();
        } catch (RuntimeException failure) {
            spaces.close();
            throw failure;
        }
        return spaces;
    }

    /** The address of this program, as the nodes reach it. */
    String hostAddress() {
        return subnet + "254";
    }

    /** The address of a node, counted from 1. */
    String address(int node) {
        return subnet + node;
    }

    /** What runs a command in a node's network. */
    List<String> inside(int node) {
        return List.of("ip", "netns", "exec", space(node));
    }

    /** Loses what one node sends to another. */
    public void cut(int from, int to) {
        inside(from, "ip", "neigh", "replace", address(to), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    /** Loses what two nodes send to each other. */
    public void part(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    /** Loses what a node and others send to each other. */
    public void isolate(int node) {
        for (int other = 1; other <= nodes; other++) {
            if (other != node) {
                part(node, other);
            }
        }
    }

    /** Every link works again. */
    public void heal() {
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                if (from != to) {
                    List<String> command = new ArrayList<>(inside(from));
                    command.addAll(List.of("ip", "neigh", "del", address(to), "dev", "eth0"));
                    tried(command.toArray(String[]::new));
                }
            }
        }
    }

    @Override
    public void close() {
        for (int node = 1; node <= nodes; node++) {
            tried("ip", "link", "del", end(node));
            tried("ip", "netns", "del", space(node));
            deleteFolder(Path.of("/etc/netns", space(node)));
        }
        tried("ip", "link", "del", bridge());
    }

    private void make() {
        run("ip", "link", "add", bridge(), "type", "bridge");
        run("ip", "addr", "add", hostAddress() + "/24", "dev", bridge());
        run("ip", "link", "set", bridge(), "up");
        for (int node = 1; node <= nodes; node++) {
            names(node);
            run("ip", "netns", "add", space(node));
            String end = end(node);
            run("ip", "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", space(node));
            run("ip", "link", "set", end, "master", bridge(), "up");
            inside(node, "ip", "addr", "add", address(node) + "/24", "dev", "eth0");
            inside(node, "ip", "link", "set", "eth0", "up");
            inside(node, "ip", "link", "set", "lo", "up");
        }
    }

    /** No name is looked up outside: an answer that never comes would hold everything up. */
    private void names(int node) {
        Path folder = Path.of("/etc/netns", space(node));
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (int other = 1; other <= nodes; other++) {
            hosts.append(address(other)).append(" n").append(other).append('\n');
        }
        try {
            hosts.append("127.0.0.1 ")
                    .append(Files.readString(Path.of("/etc/hostname")).strip())
                    .append('\n');
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("hosts"), hosts);
            Files.writeString(folder.resolve("resolv.conf"), "");
        } catch (IOException failure) {
            throw new IllegalStateException("the names of a namespace cannot be written", failure);
        }
    }

    private String space(int node) {
        return prefix + "-n" + node;
    }

    private String end(int node) {
        return prefix + "v" + node;
    }

    private String bridge() {
        return prefix + "br";
    }

    private void inside(int node, String... command) {
        List<String> whole = new ArrayList<>(inside(node));
        whole.addAll(List.of(command));
        run(whole.toArray(String[]::new));
    }

    private static void deleteFolder(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("hosts"));
            Files.deleteIfExists(folder.resolve("resolv.conf"));
            Files.deleteIfExists(folder);
        } catch (IOException left) {
            // An empty folder of a namespace that is gone harms nobody.
        }
    }

    private static void run(String... command) {
        if (!tried(command)) {
            throw new IllegalStateException("failed: " + Arrays.toString(command));
        }
    }

    private static boolean tried(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

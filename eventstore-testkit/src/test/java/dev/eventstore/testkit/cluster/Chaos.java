package dev.eventstore.testkit.cluster;

import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.cluster.Link;
import java.time.Duration;
import java.util.List;

/** What goes wrong, as the seed decides. */
final class Chaos {

    private static final Link LOSSY = new Link(0.15, 0.15, Duration.ofMillis(400));

    private final SimCluster cluster;
    private boolean over;
    private boolean calm;

    Chaos(SimCluster cluster) {
        this.cluster = cluster;
    }

    void strike() {
        String one = some(cluster.names());
        String other = some(cluster.names());
        switch (cluster.sim().random().nextInt(18)) {
            case 0, 1 -> cut(one, other);
            case 2 -> {
                cut(one, other);
                cut(other, one);
            }
            case 3 -> cluster.names().forEach(each -> cut(one, each));
            case 4 ->
                cluster.names().forEach(each -> {
                    cut(one, each);
                    cut(each, one);
                });
            case 5, 6 -> cluster.network().heal();
            case 7, 8 -> cluster.pause(one);
            case 9, 10 -> cluster.names().forEach(cluster::wake);
            case 11, 12 -> crash(one);
            case 13 -> leave(one);
            case 14 ->
                cluster.living(one).ifPresent(node -> {
                    cluster.checks().log(node.id() + " loses the storage");
                    node.storage().disconnect();
                });
            case 15 -> cluster.nodes().forEach(node -> node.storage().reconnect());
            case 16 ->
                cluster.nodes()
                        .forEach(node -> node.storage().faults(new Faults(0.05, 0.4, Duration.ofMillis(300), 0.08)));
            default -> cluster.network().usually(cluster.sim().random().nextBoolean() ? LOSSY : Link.CLEAR);
        }
    }

    /** All is well from now on; nodes that are down come back. */
    void end() {
        if (calm) {
            return;
        }
        over = true;
        cluster.checks().log("all is well again");
        cluster.laziness(0);
        cluster.network().disorder(0);
        cluster.network().usually(Link.CLEAR);
        cluster.network().heal();
        cluster.names().forEach(cluster::wake);
        cluster.nodes().forEach(node -> {
            node.storage().reconnect();
            node.storage().faults(Faults.NONE);
        });
        cluster.names().forEach(cluster::startAnew);
    }

    /** Nothing that was begun goes on. */
    void calm() {
        calm = true;
    }

    private void startAnew(String name) {
        if (!calm) {
            cluster.startAnew(name);
        }
    }

    private void cut(String from, String to) {
        if (!from.equals(to)) {
            cluster.checks().log("cut from " + from + " to " + to);
            cluster.network().link(from, to, Link.CUT);
        }
    }

    private void crash(String name) {
        if (over) {
            return;
        }
        cluster.crash(name);
        cluster.sim().schedule(cluster.upTo(Duration.ofSeconds(6)), () -> startAnew(name));
    }

    private void leave(String name) {
        if (cluster.living(name).filter(SimNode::isOpen).isPresent()) {
            cluster.leave(name);
            cluster.sim().schedule(Duration.ofSeconds(7).plus(cluster.upTo(Duration.ofSeconds(3))), () -> crash(name));
        }
    }

    private String some(List<String> all) {
        return all.get(cluster.sim().random().nextInt(all.size()));
    }
}

package dev.eventstore.core.supervisor;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that were placed on a node by their names: which may run, which do, and what they are to go on with. Thread-safe:
 * finding one takes no lock; starting one, and changing which may run, are guarded by this.
 */
final class Placed {

    private static final Logger LOG = LoggerFactory.getLogger(Placed.class);

    private final Map<ProcessName, Mailbox> running = new ConcurrentHashMap<>();
    private final Map<ProcessName, byte[]> handed = new ConcurrentHashMap<>();

    private Predicate<ProcessName> admitted = name -> true;

    @Nullable
    Mailbox get(ProcessName name) {
        return running.get(name);
    }

    Collection<Mailbox> all() {
        return running.values();
    }

    int size() {
        return running.size();
    }

    List<ProcessName> names() {
        return running.keySet().stream()
                .sorted(Comparator.comparing(ProcessName::type).thenComparing(ProcessName::key))
                .toList();
    }

    void remove(Mailbox mailbox) {
        running.remove(mailbox.name(), mailbox);
    }

    /** The one that runs, else a new one; null if it may not run here. Whoever changes what may run sees all that were started before. */
    synchronized @Nullable Mailbox start(ProcessName name, Function<ProcessName, Mailbox> factory) {
        return admitted.test(name) ? running.computeIfAbsent(name, absent -> begun(factory.apply(absent))) : null;
    }

    private Mailbox begun(Mailbox mailbox) {
        byte[] state = handed.remove(mailbox.name());
        if (state != null) {
            mailbox.begin(state);
        }
        return mailbox;
    }

    /** Keeps a state for the next process of its name. */
    synchronized void hand(HandedOff state) {
        if (running.containsKey(state.name())) {
            LOG.warn("process {} runs already, so the state that was handed on for it is dropped", state.name());
        } else {
            handed.put(state.name(), state.state());
        }
    }

    /** Names whose states wait for their processes. */
    List<ProcessName> handed() {
        return List.copyOf(handed.keySet());
    }

    /** From now on only these may be started; gives back the states of the others that have not begun. */
    synchronized List<HandedOff> keepOnly(Predicate<ProcessName> kept) {
        admitted = kept;
        List<HandedOff> leaving = new ArrayList<>();
        for (ProcessName name : handed()) {
            byte[] state = kept.test(name) ? null : handed.remove(name);
            if (state != null) {
                leaving.add(new HandedOff(name, state));
            }
        }
        return leaving;
    }
}

package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.rounds.RoundMessage.Prepare;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A round that this node coordinates. Confined to its rounds. */
final class Round {
    final RoundId id;

    /** What the storage had before this round asked it: if it answers with less, it went back. */
    final long known;

    /** Those that were asked and have not answered. */
    final Set<NodeId> missing = new LinkedHashSet<>();

    /** Those that are asked when nobody is missing. */
    final Set<NodeId> later = new LinkedHashSet<>();

    @Nullable
    Prepare prepare;

    /** The tick in which all were ready, so that the epoch was claimed; negative before. */
    long claimingSince = -1;

    /** How often the storage has given no answer to the claim. */
    int unanswered;

    long timer;

    /** The timer by which those are asked again that are missing. */
    long again = -1;

    Round(RoundId id, long known, long timer) {
        this.id = id;
        this.known = known;
        this.timer = timer;
    }

    /**
     * Who of the members is asked first: whoever is new may not be able to yet, and nobody who serves stops anything before that is
     * known.
     */
    List<NodeId> first(List<NodeId> members, List<NodeId> serving) {
        List<NodeId> newcomers = new ArrayList<>(members);
        newcomers.removeAll(serving);
        if (newcomers.isEmpty()) {
            return members;
        }
        later.addAll(members);
        newcomers.forEach(later::remove);
        return newcomers;
    }

    boolean claiming() {
        return claimingSince >= 0;
    }

    /** Whether a view of this epoch was made since it began; what it may have claimed already is claimed to the end. */
    boolean isBefore(long epoch) {
        return !claiming() && (prepare == null || prepare.epoch() < epoch);
    }

    boolean wants(List<NodeId> members) {
        return prepare == null || claiming() || prepare.members().equals(members);
    }
}

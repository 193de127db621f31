package dev.eventstore.core.routing;

import dev.eventstore.core.link.NodeMessage.Reply;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * What came of one node's requests: which have come, so that none is handled twice, and the last answers to those that are sent
 * again until an answer comes, for answers are lost, too. Thread-safe: guarded by itself.
 */
final class Asker {

    private static final int MANY_ANSWERS = 10_000;
    private static final long MANY_BYTES = 4 << 20;

    private final SeenIds seen = new SeenIds();
    private final Set<Long> underWay = new HashSet<>();
    private final Map<Long, Reply> given = new LinkedHashMap<>();
    private long bytes;

    /** Whether this request has not come before; from now on it has. If it will be sent again, its answer is awaited. */
    synchronized boolean begins(long request, boolean sentAgain) {
        boolean first = seen.first(request);
        if (first && sentAgain) {
            underWay.add(request);
        }
        return first;
    }

    /** A request that must not be handled when it comes later. */
    synchronized void drop(long request) {
        seen.drop(request);
    }

    /** A request has been answered. */
    synchronized void answered(Reply reply) {
        if (underWay.remove(reply.id())) {
            given.put(reply.id(), reply);
            bytes += size(reply);
            while (given.size() > MANY_ANSWERS || bytes > MANY_BYTES) {
                bytes -= size(given.remove(given.keySet().iterator().next()));
            }
        }
    }

    /** What to say to a request that has come before: what was said then, or that this is lost. Nothing while it is under way. */
    synchronized Optional<Reply> again(long request, LongFunction<Reply> lost) {
        if (underWay.contains(request)) {
            return Optional.empty();
        }
        Reply reply = given.get(request);
        return Optional.of(reply == null ? lost.apply(request) : reply);
    }

    /** Gives memory back: all requests up to the newest count as seen. */
    synchronized void forget() {
        seen.forget();
        given.clear();
        bytes = 0;
    }

    private static long size(Reply reply) {
        return reply.payload() == null ? 0 : reply.payload().length;
    }
}

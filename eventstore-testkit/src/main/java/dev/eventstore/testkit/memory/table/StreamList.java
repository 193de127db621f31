package dev.eventstore.testkit.memory.table;

import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Lists streams as a query asks for them. Stateless. */
public final class StreamList {

    /** In UTF-8 names have the order of their code points, which UTF-16 has not. */
    private static final Comparator<StreamInfo> BY_NAME = Comparator.comparing(
            info -> info.stream().value().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private StreamList() {}

    /**
     * The page that a query asks for.
     *
     * @param streams all streams, {@code $all} and softly deleted ones among them
     * @param query which of them
     * @return the page
     */
    public static Page<StreamInfo> page(Collection<StreamInfo> streams, StreamQuery query) {
        List<StreamInfo> listed = streams.stream()
                .filter(info -> info.stream().value().contains(query.search()))
                .filter(info -> query.includesAll() || !info.stream().isAll())
                .filter(info -> query.includesDeleted() || !info.isDeleted())
                .sorted(order(query))
                .toList();
        long first = (query.page() - 1L) * query.size();
        return new Page<>(
                listed.stream().skip(first).limit(query.size()).toList(), query.page(), query.size(), listed.size());
    }

    private static Comparator<StreamInfo> order(StreamQuery query) {
        return switch (query.sort()) {
            case NAME -> directed(BY_NAME, query);
            case VERSION ->
                directed(Comparator.comparingLong(StreamInfo::version).thenComparing(BY_NAME), query);
            case CREATED -> directed(Comparator.comparing(StreamInfo::createdAt).thenComparing(BY_NAME), query);
            case DELETED -> byDeletion(query);
        };
    }

    /** Those that are not deleted are last in both directions. */
    private static Comparator<StreamInfo> byDeletion(StreamQuery query) {
        Comparator<StreamInfo> byTime =
                Comparator.comparing(info -> info.deletedAt().orElse(Instant.EPOCH));
        return Comparator.comparing((StreamInfo info) -> !info.isDeleted())
                .thenComparing(directed(byTime.thenComparing(BY_NAME), query));
    }

    private static Comparator<StreamInfo> directed(Comparator<StreamInfo> order, StreamQuery query) {
        return query.direction() == StreamQuery.Direction.DESCENDING ? order.reversed() : order;
    }
}

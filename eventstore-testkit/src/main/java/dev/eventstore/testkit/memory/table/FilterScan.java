package dev.eventstore.testkit.memory.table;

import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for the events that a filter lets pass. Stateless. */
public final class FilterScan {

    private FilterScan() {}

    /**
     * A filtered page.
     *
     * @param events what has the numbers from 1 on; what was removed is null
     * @param request which page, and what passes
     * @return the page
     */
    public static ReadRequest.Scanned of(List<@Nullable StoredEvent> events, ReadRequest.Filtered request) {
        int first = (int) Math.min(Math.max(request.page().from(), 1), events.size() + 1L);
        while (first <= events.size() && events.get(first - 1) == null) {
            first++;
        }
        if (first > events.size()) {
            return new ReadRequest.Scanned(List.of(), request.page().from() - 1, false);
        }
        long end = Math.min((long) first + request.most() - 1, events.size());
        List<StoredEvent> passed = new ArrayList<>();
        int number = first - 1;
        while (number < end && passed.size() < request.page().limit()) {
            StoredEvent event = events.get(number++);
            if (event != null && request.filter().accepts(event.type(), event.stream())) {
                passed.add(event);
            }
        }
        return new ReadRequest.Scanned(List.copyOf(passed), number, number < events.size());
    }
}

package dev.eventstore.testkit.sim;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.LinkStorage;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** Links that go wrong with the rest of their {@link FaultyStorage}. Confined to the thread of its simulation. */
final class FaultyLinks implements LinkStorage {

    private final LinkStorage links;
    private final FaultyCalls calls;

    FaultyLinks(LinkStorage links, FaultyCalls calls) {
        this.links = links;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Linked> link(Request request) {
        return calls.call(
                request.deadline(),
                () -> links.link(request),
                () -> new AskOutcomeUnknownException(ProcessName.stream(request.stream())));
    }

    @Override
    public CompletionStage<Long> lastLink(Deadline deadline) {
        return calls.call(deadline, () -> links.lastLink(deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<NewLinks> after(long link, int limit, Deadline deadline) {
        return calls.call(deadline, () -> links.after(link, limit, deadline), FaultyCalls::unavailable);
    }

    @Override
    public void onLinks(LongConsumer listener) {
        links.onLinks(link -> {
            if (calls.isConnected()) {
                listener.accept(link);
            }
        });
    }
}

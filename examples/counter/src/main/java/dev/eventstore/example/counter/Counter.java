package dev.eventstore.example.counter;

import dev.eventstore.api.cluster.ClusterProcess;
import dev.eventstore.api.cluster.Handoff;
import dev.eventstore.example.counter.Counters.Add;
import dev.eventstore.example.counter.Counters.Total;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One counter. It is called by one thread at a time, so a plain field will do. When its node leaves, its total goes along to
 * the next; when its node is lost, so is the total: what must survive that belongs into events.
 */
final class Counter implements ClusterProcess {

    private long total;

    @Override
    public CompletionStage<Total> handle(Record message) {
        if (message instanceof Add add) {
            total += add.amount();
        }
        return CompletableFuture.completedStage(new Total(total));
    }

    @Override
    public Handoff handOff() {
        return Handoff.resume(new Total(total));
    }

    @Override
    public void resume(Record state) {
        total = ((Total) state).value();
    }
}

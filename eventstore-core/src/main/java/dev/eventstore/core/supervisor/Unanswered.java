package dev.eventstore.core.supervisor;

import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Message;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The answers that a process has kept for a later turn: if it ends first, nobody else gives them. Thread-safe. */
final class Unanswered {

    private final Set<CompletableFuture<Message>> answers = ConcurrentHashMap.newKeySet();

    /** A turn has ended in which these were handled. */
    void keep(List<Ask> handled) {
        for (Ask ask : handled) {
            CompletableFuture<Message> answer = ask.answer();
            if (!answer.isDone()) {
                answers.add(answer);
                answer.whenComplete((given, failure) -> answers.remove(answer));
            }
        }
    }

    /** The process has ended. */
    void fail(Supplier<RuntimeException> cause) {
        answers.forEach(answer -> answer.completeExceptionally(cause.get()));
    }
}

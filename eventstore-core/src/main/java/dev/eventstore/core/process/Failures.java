package dev.eventstore.core.process;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns what a stage failed with into what a caller may see. Stateless. */
public final class Failures {

    private Failures() {}

    /**
     * The failure without the wrappers that stages put around it.
     *
     * @param failure what a stage failed with
     * @return the cause within
     */
    public static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /**
     * The failure as one of the store's own kinds.
     *
     * @param process the process that failed
     * @param failure what its turn failed with
     * @return the failure itself where it is of a kind that callers know
     */
    public static RuntimeException typed(ProcessName process, Throwable failure) {
        Throwable inner = unwrap(failure);
        if (inner instanceof EventStoreException known) {
            return known;
        }
        return new ProcessFailedException(process, inner);
    }

    /**
     * The failure as something that can be thrown on.
     *
     * @param failure what a stage failed with
     * @return the cause within, wrapped only if it is checked
     */
    public static RuntimeException rethrow(Throwable failure) {
        Throwable inner = unwrap(failure);
        return inner instanceof RuntimeException known ? known : new CompletionException(inner);
    }

    /**
     * Whether an append was refused only because its stream had not come so far as it expects. Then a try of it that is still
     * under way is carried out when the stream has.
     *
     * @param failure the failure
     * @return true if it says nothing of what another try will do
     */
    public static boolean isEarly(Throwable failure) {
        return failure instanceof WrongExpectedVersionException wrong
                && wrong.expected() instanceof ExpectedVersion.Exactly expected
                && wrong.actual() < expected.version();
    }
}

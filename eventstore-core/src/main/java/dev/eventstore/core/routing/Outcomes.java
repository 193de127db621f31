package dev.eventstore.core.routing;

import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Failures;
import org.jspecify.annotations.Nullable;

/** What the failure of one try of an ask says of the others. Stateless. */
final class Outcomes {

    private Outcomes() {}

    /**
     * Whether a failure is the answer to all tries: storage looks at the ids first, so it knows of the earlier ones; and what is
     * refused now is refused later, except if the stream may still come to the version that is expected.
     */
    static boolean isDecision(Throwable failure) {
        return failure instanceof WrongExpectedVersionException && !Failures.isEarly(failure)
                || failure instanceof StreamExistsException
                || failure instanceof StreamNotFoundException
                || failure instanceof StreamDeletedException
                || failure instanceof EventNotFoundException
                || failure instanceof DuplicateEventException;
    }

    static boolean isUnknown(@Nullable Throwable failure) {
        return failure instanceof AskOutcomeUnknownException || failure instanceof AppendOutcomeUnknownException;
    }
}

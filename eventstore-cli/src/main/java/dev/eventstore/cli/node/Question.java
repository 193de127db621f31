package dev.eventstore.cli.node;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command of the console that asks the node and changes nothing. Confined to one thread. */
@Command(mixinStandardHelpOptions = true)
final class Question implements Callable<Integer> {

    private final Answer answer;

    @Option(names = "--json", description = "Print one JSON object a line, and nothing else, on standard output.")
    private boolean json;

    /**
     * A question.
     *
     * @param json whether it is answered in JSON without being asked
     * @param answer answers it
     */
    Question(boolean json, Answer answer) {
        this.json = json;
        this.answer = answer;
    }

    @Override
    public Integer call() {
        answer.tell(json);
        return 0;
    }

    /** Prints what is asked for. */
    @FunctionalInterface
    interface Answer {

        /**
         * Prints it.
         *
         * @param json whether as JSON
         */
        void tell(boolean json);
    }

    /** A question about the process of a stream, or of a subscription to it. Confined to one thread. */
    @Command(mixinStandardHelpOptions = true)
    static final class OfProcess implements Callable<Integer> {

        private final ProcessAnswer answer;

        @Parameters(paramLabel = "STREAM", description = "The stream.")
        private StreamId stream = StreamId.ALL;

        @Option(
                names = "--subscription",
                paramLabel = "NAME",
                description = "Not the stream's own process, but that of this subscription to it.")
        private @Nullable SubscriptionName subscription;

        @Option(names = "--json", description = "Print one JSON object a line, and nothing else, on standard output.")
        private boolean json;

        OfProcess(boolean json, ProcessAnswer answer) {
            this.json = json;
            this.answer = answer;
        }

        @Override
        public Integer call() {
            if (stream.isAll() && subscription == null) {
                throw new IllegalArgumentException("$all has no process of its own; name a stream, or --subscription");
            }
            answer.tell(
                    subscription == null ? ProcessName.stream(stream) : ProcessName.subscription(stream, subscription),
                    json);
            return 0;
        }
    }

    /** Prints what is asked about a process. */
    @FunctionalInterface
    interface ProcessAnswer {

        /**
         * Prints it.
         *
         * @param process the process
         * @param json whether as JSON
         */
        void tell(ProcessName process, boolean json);
    }
}

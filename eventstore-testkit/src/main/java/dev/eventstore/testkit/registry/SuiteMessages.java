package dev.eventstore.testkit.registry;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the suites send to their processes and get back. */
final class SuiteMessages {

    private SuiteMessages() {}

    /** Adds to a counter; answered by {@link Total}. */
    record Add(int amount) implements Message {}

    /** What a counter has come to since its process was started; {@code start} tells one start from another. */
    record Total(int amount, int start) implements Message {}

    /** Answered by an equal message. */
    record Echo(String text, boolean urgent) implements Message {}

    /** Answered by an equal message; it may be asked again. */
    record Note(int id) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /** Answered by an equal message when the gate of the node that runs the process is opened; its turn lasts until then. */
    record Hold(String gate, boolean idempotent) implements Message {}

    /** Answered by a failure with facts, though the process goes on. */
    record Refuse(String stream, long actual) implements Message {}

    /** Makes the process fail, with a failure of the store's own kinds or with another one. */
    record Crash(boolean typed) implements Message {}

    /** Writes the suites' messages as lines of text, a line a component. Thread-safe: stateless. */
    static final class Codec implements MessageCodec {

        @Override
        public byte[] encode(Message message) {
            if (message instanceof Add add) {
                return lines("add", add.amount());
            } else if (message instanceof Total total) {
                return lines("total", total.amount(), total.start());
            } else if (message instanceof Echo echo) {
                return lines("echo", echo.text(), echo.urgent());
            } else if (message instanceof Refuse refuse) {
                return lines("refuse", refuse.stream(), refuse.actual());
            } else if (message instanceof Crash crash) {
                return lines("crash", crash.typed());
            } else if (message instanceof Note note) {
                return lines("note", note.id());
            } else if (message instanceof Hold hold) {
                return lines("hold", hold.gate(), hold.idempotent());
            }
            throw new SerializationException("no message of the suites: " + message, null);
        }

        @Override
        public Message decode(byte[] bytes) {
            List<String> lines = lines(bytes);
            return switch (lines.get(0)) {
                case "add" -> new Add(Integer.parseInt(lines.get(1)));
                case "total" -> new Total(Integer.parseInt(lines.get(1)), Integer.parseInt(lines.get(2)));
                case "echo" -> new Echo(lines.get(1), Boolean.parseBoolean(lines.get(2)));
                case "refuse" -> new Refuse(lines.get(1), Long.parseLong(lines.get(2)));
                case "note" -> new Note(Integer.parseInt(lines.get(1)));
                case "hold" -> new Hold(lines.get(1), Boolean.parseBoolean(lines.get(2)));
                case "crash" -> new Crash(Boolean.parseBoolean(lines.get(1)));
                default -> throw new SerializationException("no message of the suites: " + lines, null);
            };
        }

        @Override
        public byte[] encodeFailure(Throwable failure) {
            if (failure instanceof WrongExpectedVersionException wrong) {
                return lines("WrongExpectedVersionException", wrong.stream(), wrong.actual());
            } else if (failure instanceof ProcessFailedException failed) {
                return lines(
                        "ProcessFailedException",
                        failed.process().type(),
                        failed.process().key());
            }
            if (failure instanceof AskOutcomeUnknownException unknown) {
                return lines(
                        "AskOutcomeUnknownException",
                        unknown.process().type(),
                        unknown.process().key());
            }
            return lines(failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()));
        }

        @Override
        public RuntimeException decodeFailure(byte[] bytes) {
            List<String> lines = lines(bytes);
            return switch (lines.get(0)) {
                case "WrongExpectedVersionException" ->
                    new WrongExpectedVersionException(
                            StreamId.of(lines.get(1)), ExpectedVersion.any(), Long.parseLong(lines.get(2)));
                case "ProcessFailedException" ->
                    new ProcessFailedException(new ProcessName(lines.get(1), lines.get(2)), null);
                case "AskOutcomeUnknownException" ->
                    new AskOutcomeUnknownException(new ProcessName(lines.get(1), lines.get(2)));
                case "NotSupportedException" -> new NotSupportedException(lines.get(1));
                case "DeadlineExceededException" -> new DeadlineExceededException(lines.get(1), null);
                case "StorageUnavailableException" -> new StorageUnavailableException(lines.get(1), null);
                default -> new StorageException(String.join(" ", lines), null);
            };
        }

        private static byte[] lines(Object... values) {
            return String.join(
                            "\n", List.of(values).stream().map(String::valueOf).toList())
                    .getBytes(StandardCharsets.UTF_8);
        }

        private static List<String> lines(byte[] bytes) {
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
        }
    }
}

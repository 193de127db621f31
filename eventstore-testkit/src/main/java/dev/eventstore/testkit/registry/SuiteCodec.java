package dev.eventstore.testkit.registry;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Crash;
import dev.eventstore.testkit.registry.SuiteMessages.Echo;
import dev.eventstore.testkit.registry.SuiteMessages.Refuse;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the suites' messages as lines of text, a line a component. Thread-safe: stateless. */
final class SuiteCodec implements MessageCodec {

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
            case "NotSupportedException" -> new NotSupportedException(lines.get(1));
            case "DeadlineExceededException" -> new DeadlineExceededException(lines.get(1), null);
            case "StorageUnavailableException" -> new StorageUnavailableException(lines.get(1), null);
            default -> new StorageException(String.join(" ", lines), null);
        };
    }

    private static byte[] lines(Object... values) {
        return String.join("\n", List.of(values).stream().map(String::valueOf).toList())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(byte[] bytes) {
        return List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
    }
}

package dev.eventstore.cli.console;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of the api from what the user typed. Stateless. */
public final class Conversions {

    /** Few enough digits that nothing overflows. */
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private Conversions() {}

    /**
     * Teaches them to a command line.
     *
     * @param line the line, with all its commands
     */
    public static void register(CommandLine line) {
        convert(line, StreamId.class, StreamId::of);
        convert(line, SubscriptionName.class, SubscriptionName::of);
        convert(line, ExpectedVersion.class, Conversions::expectedVersion);
        convert(line, Sort.class, Conversions::sort);
        convert(line, StartFrom.class, Conversions::startFrom);
        convert(line, PartitionBy.class, PartitionBy::parse);
        convert(line, UUID.class, Conversions::uuid);
        convert(line, Duration.class, Conversions::duration);
        convert(line, Path.class, Conversions::path);
        convert(line, Long.class, Conversions::wholeNumber);
        convert(line, long.class, Conversions::wholeNumber);
        convert(line, Integer.class, Conversions::smallNumber);
        convert(line, int.class, Conversions::smallNumber);
    }

    /**
     * Takes the value of an option to where it is checked, and says its name where it is refused.
     *
     * @param <T> what is made of it
     * @param name the option's name
     * @param taken makes it
     * @return what was made
     * @throws IllegalArgumentException if it is refused
     */
    public static <T> T option(String name, Supplier<T> taken) {
        try {
            return taken.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid value for option '" + name + "': " + e.getMessage(), e);
        }
    }

    private static <T> void convert(CommandLine line, Class<T> type, ITypeConverter<T> converter) {
        line.registerConverter(type, text -> {
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        });
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("must name a file or folder, but was empty");
        }
        return Path.of(text);
    }

    private static ExpectedVersion expectedVersion(String text) {
        return switch (text) {
            case "any" -> ExpectedVersion.any();
            case "none" -> ExpectedVersion.noStream();
            case "exists" -> ExpectedVersion.streamExists();
            default -> ExpectedVersion.exactly(number(text, "any, none, exists or a version"));
        };
    }

    private static Sort sort(String text) {
        return switch (text) {
            case "name" -> Sort.NAME;
            case "version" -> Sort.VERSION;
            case "created" -> Sort.CREATED;
            case "deleted" -> Sort.DELETED;
            default ->
                throw new IllegalArgumentException("must be name, version, created or deleted, but was '" + text + "'");
        };
    }

    private static StartFrom startFrom(String text) {
        return switch (text) {
            case "origin" -> new StartFrom.Origin();
            case "current" -> new StartFrom.Current();
            default -> new StartFrom.After(number(text, "origin, current or a number"));
        };
    }

    private static UUID uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // It is told below.
        }
        throw new IllegalArgumentException(
                "must be a UUID such as 0199a5d2-7c1e-7d53-8a4e-0c5e6b1f2a3d, but was '" + text + "'");
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long amount = number(matcher.group(1), "a number with ms, s, m or h");
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }
        throw new IllegalArgumentException("must be a number with ms, s, m or h, such as 30s, but was '" + text + "'");
    }

    private static long wholeNumber(String text) {
        return number(text, "a whole number");
    }

    private static int smallNumber(String text) {
        long number = wholeNumber(text);
        if (number != (int) number) {
            throw new IllegalArgumentException("must be " + Integer.MAX_VALUE + " at most, but was " + number);
        }
        return (int) number;
    }

    private static long number(String text, String allowed) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be " + allowed + ", but was '" + text + "'", e);
        }
    }
}

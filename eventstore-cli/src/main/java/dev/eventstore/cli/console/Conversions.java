package dev.eventstore.cli.console;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of the api from what the user typed. Stateless. */
public final class Conversions {

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

    private static long number(String text, String allowed) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be " + allowed + ", but was '" + text + "'", e);
        }
    }
}

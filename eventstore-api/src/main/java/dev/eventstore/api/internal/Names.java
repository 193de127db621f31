package dev.eventstore.api.internal;

import java.util.Objects;

/** The rules that the names of this package and its neighbours share. Stateless. */
public final class Names {

    private Names() {}

    /**
     * Refuses a name that is blank, too long or not printable.
     *
     * @param field what the name is called in the message
     * @param value the name
     * @param maxLength the largest number of UTF-16 units
     * @return the name
     * @throws IllegalArgumentException if the name is refused
     */
    public static String requireValid(String field, String value, int maxLength) {
        Objects.requireNonNull(value, () -> field + " must not be null");
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " must not be blank");
        }
        return requirePrintable(field, value, maxLength);
    }

    /**
     * Refuses a text that is too long or not printable; it may be blank.
     *
     * @param field what the text is called in the message
     * @param value the text
     * @param maxLength the largest number of UTF-16 units
     * @return the text
     * @throws IllegalArgumentException if the text is refused
     */
    public static String requirePrintable(String field, String value, int maxLength) {
        Objects.requireNonNull(value, () -> field + " must not be null");
        if (value.length() > maxLength) {
            throw new IllegalArgumentException("%s must have at most %d characters, but '%s…' has %d"
                    .formatted(field, maxLength, value.substring(0, 40), value.length()));
        }
        value.codePoints().filter(Names::isUnprintable).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    "%s must be printable, but '%s' has U+%04X".formatted(field, value.replaceAll("\\p{C}", "?"), c));
        });
        return value;
    }

    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}

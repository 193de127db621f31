package dev.eventstore.core.spi;

import dev.eventstore.api.error.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A part of the configuration. Keys are relative to the part; failures name the full key, the value and what is allowed.
 * Immutable.
 */
public interface Settings {

    /**
     * A text that must be there.
     *
     * @param key the key
     * @return the text, not blank
     * @throws ConfigurationException if it is missing or blank
     */
    String text(String key);

    /**
     * A text that may be missing.
     *
     * @param key the key
     * @return the text, empty if it is missing or blank
     */
    Optional<String> optionalText(String key);

    /**
     * A list of texts.
     *
     * @param key the key
     * @return the texts
     * @throws ConfigurationException if it is missing or no list
     */
    List<String> texts(String key);

    /**
     * A whole number within bounds.
     *
     * @param key the key
     * @param min the smallest that is allowed
     * @param max the largest that is allowed
     * @return the number
     * @throws ConfigurationException if it is missing, no number or out of bounds
     */
    long number(String key, long min, long max);

    /**
     * A size in bytes, such as {@code 1 MB}, within bounds.
     *
     * @param key the key
     * @param min the smallest that is allowed
     * @param max the largest that is allowed
     * @return the number of bytes
     * @throws ConfigurationException if it is missing, no size or out of bounds
     */
    long bytes(String key, long min, long max);

    /**
     * A time within bounds.
     *
     * @param key the key
     * @param min the shortest that is allowed
     * @param max the longest that is allowed
     * @return the time
     * @throws ConfigurationException if it is missing, no time or out of bounds
     */
    Duration duration(String key, Duration min, Duration max);

    /**
     * Yes or no.
     *
     * @param key the key
     * @return true or false
     * @throws ConfigurationException if it is missing or neither
     */
    boolean flag(String key);

    /**
     * One of several words.
     *
     * @param key the key
     * @param allowed the words
     * @return one of them
     * @throws ConfigurationException if it is missing or another
     */
    String choice(String key, List<String> allowed);

    /**
     * A refusal of what stands at a key, for rules that the methods above do not know. The value in it is masked where it is a
     * secret.
     *
     * @param key the key
     * @param allowed what is allowed, or what to do
     * @return the failure, to be thrown
     */
    ConfigurationException refused(String key, String allowed);

    /**
     * A part of this part.
     *
     * @param key the part's key
     * @return the part
     */
    Settings at(String key);
}

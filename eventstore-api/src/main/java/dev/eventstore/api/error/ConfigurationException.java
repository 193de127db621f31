package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/** A setting is unknown, missing or not allowed. The store was not started. */
public final class ConfigurationException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String allowed;

    /**
     * A refusal with its facts.
     *
     * @param key the setting, by its full key
     * @param value the value that was given, masked where it is a secret
     * @param allowed what is allowed, or what to do
     * @param cause what it came from, if anything
     */
    public ConfigurationException(String key, String value, String allowed, @Nullable Throwable cause) {
        super("configuration: " + key + " = " + value + ": " + allowed, cause);
        this.key = key;
        this.value = value;
        this.allowed = allowed;
    }

    /**
     * The setting.
     *
     * @return its full key
     */
    public String key() {
        return key;
    }

    /**
     * The value that was given.
     *
     * @return the value, masked where it is a secret
     */
    public String value() {
        return value;
    }

    /**
     * What is allowed, or what to do.
     *
     * @return a sentence
     */
    public String allowed() {
        return allowed;
    }
}

package dev.eventstore.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Settings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part of a HOCON configuration. Immutable. */
final class HoconSettings implements Settings {

    private final Config config;
    private final String path;

    HoconSettings(Config config, String path) {
        this.config = config;
        this.path = path;
    }

    @Override
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> refused(key, "a value is needed; set it", null));
    }

    @Override
    public Optional<String> optionalText(String key) {
        if (!config.hasPath(key)) {
            return Optional.empty();
        }
        String value = read(key, "a text", () -> config.getString(key));
        return value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    @Override
    public List<String> texts(String key) {
        return List.copyOf(read(key, "a list of texts", () -> config.getStringList(key)));
    }

    @Override
    public long number(String key, long min, long max) {
        String allowed = "a whole number from " + min + " to " + max;
        long value = read(key, allowed, () -> {
            try {
                return new BigDecimal(config.getString(key).trim()).longValueExact();
            } catch (NumberFormatException | ArithmeticException notWhole) {
                throw refused(key, allowed + " is allowed", null);
            }
        });
        return requireBetween(key, value, min, max, allowed);
    }

    @Override
    public long bytes(String key, long min, long max) {
        String allowed = "a size such as 512 kB, from " + min + " to " + max + " bytes";
        return requireBetween(key, read(key, allowed, () -> config.getBytes(key)), min, max, allowed);
    }

    @Override
    public Duration duration(String key, Duration min, Duration max) {
        String allowed = "a time such as 250 ms or 10 s, from " + text(min) + " to " + text(max);
        return requireBetween(key, read(key, allowed, () -> config.getDuration(key)), min, max, allowed);
    }

    @Override
    public boolean flag(String key) {
        return read(key, "true or false", () -> config.getBoolean(key));
    }

    @Override
    public String choice(String key, List<String> allowed) {
        String value = text(key);
        if (!allowed.contains(value)) {
            throw refused(key, "one of " + allowed + " is allowed", null);
        }
        return value;
    }

    @Override
    public ConfigurationException refused(String key, String allowed) {
        return refused(key, allowed, null);
    }

    @Override
    public Settings at(String key) {
        Config part = config.hasPath(key)
                ? read(key, "a part with settings of its own", () -> config.getConfig(key))
                : ConfigFactory.empty();
        return new HoconSettings(part, path + "." + key);
    }

    /** A value as it may be shown: secrets are not. */
    static String masked(String key, @Nullable ConfigValue value) {
        return masked(key, value == null ? "(nothing)" : String.valueOf(value.unwrapped()));
    }

    /** A value as it may be shown: secrets are not. */
    static String masked(String key, String value) {
        String name = key.toLowerCase(Locale.ROOT);
        if (name.endsWith("password") || name.endsWith("secret")) {
            return "***";
        }
        return value.replaceAll("(?i)(password=)[^&;\\s]+", "$1***").replaceAll("://([^:/@\\s]+):\\S*@", "://$1:***@");
    }

    private <T> T read(String key, String allowed, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ConfigException wrong) {
            throw refused(key, allowed + " is allowed", wrong);
        }
    }

    private <T extends Comparable<? super T>> T requireBetween(String key, T value, T min, T max, String allowed) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw refused(key, allowed + " is allowed", null);
        }
        return value;
    }

    private ConfigurationException refused(String key, String allowed, @Nullable Throwable cause) {
        ConfigValue value = config.hasPath(key) ? config.getValue(key) : null;
        String shown = masked(key, value);
        // A cause may quote the value.
        boolean secret = value != null && !shown.equals(String.valueOf(value.unwrapped()));
        return new ConfigurationException(path + "." + key, shown, allowed, secret ? null : cause);
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}

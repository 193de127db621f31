package dev.eventstore.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Reads the configuration: each module's {@code reference.conf}, then the user's file, system properties, environment
 * variables and what was set in code, later ones overriding earlier ones.
 *
 * <p>A key that stands in no {@code reference.conf} is refused. A variable is named like its key, in capitals, with
 * underscores for dots and dashes: {@code EVENTSTORE_CALL_TIMEOUT}. Stateless.
 */
public final class ConfigurationLoader {

    private static final String ROOT = "eventstore";

    private ConfigurationLoader() {}

    /**
     * Reads the configuration.
     *
     * @param file the user's file, if any
     * @param inCode settings by their full keys
     * @param loader finds the modules' {@code reference.conf}
     * @return everything under {@code eventstore}
     * @throws ConfigurationException if the file cannot be read, or a key is unknown
     */
    public static Settings load(Optional<Path> file, Map<String, Object> inCode, ClassLoader loader) {
        return load(file, inCode, loader, System.getProperties(), System.getenv());
    }

    static Settings load(
            Optional<Path> file,
            Map<String, Object> inCode,
            ClassLoader loader,
            Properties system,
            Map<String, String> environment) {
        Config reference = reference(loader);
        Config given = given(file, inCode, reference, system, environment);
        return new HoconSettings(resolved(given.withFallback(reference), "a substitution such as ${NAME}"), ROOT);
    }

    /**
     * Whether a setting is set, and not only by a {@code reference.conf}.
     *
     * @param file the user's file, if any
     * @param inCode settings by their full keys
     * @param loader finds the modules' {@code reference.conf}
     * @param key the full key
     * @return true if it is set to something
     * @throws ConfigurationException if the file cannot be read, or a key in it is unknown
     */
    public static boolean isSet(Optional<Path> file, Map<String, Object> inCode, ClassLoader loader, String key) {
        Config reference = reference(loader);
        Config given = given(file, inCode, reference, System.getProperties(), System.getenv());
        Config own = parse(
                () -> given.resolveWith(
                        given.withFallback(reference),
                        ConfigResolveOptions.defaults().setAllowUnresolved(true)),
                "a substitution such as ${NAME}");
        return own.hasPath(key);
    }

    private static Config reference(ClassLoader loader) {
        return parse(() -> ConfigFactory.defaultReferenceUnresolved(loader), "reference.conf");
    }

    private static Config given(
            Optional<Path> file,
            Map<String, Object> inCode,
            Config reference,
            Properties system,
            Map<String, String> environment) {
        return inCode(inCode, reference)
                .withFallback(environment(reference, environment))
                .withFallback(systemProperties(reference, system))
                .withFallback(file.map(path -> file(path, reference)).orElseGet(ConfigFactory::empty));
    }

    private static Config file(Path path, Config reference) {
        if (!Files.isReadable(path)) {
            throw new ConfigurationException(
                    "file", path.toString(), "there is no such file that can be read; check the path", null);
        }
        Config config = parse(
                () -> ConfigFactory.parseFile(
                        path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)),
                path.toString());
        Config ours = resolved(config.withFallback(reference), path.toString()).atPath(ROOT);
        keys(ours).forEach(key -> requireKnown(key, ours, reference, "in " + path));
        return config;
    }

    /** Our part of a configuration; what others have put beside it need not make sense here. */
    private static Config resolved(Config config, String what) {
        return parse(
                () -> config.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true))
                        .getConfig(ROOT)
                        .resolve(),
                what);
    }

    private static Config systemProperties(Config reference, Properties system) {
        Config config = ConfigFactory.empty();
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith(ROOT + ".")) {
                String value = system.getProperty(name);
                config = known(name, value, reference, "in the system properties", () -> set(name, value, reference))
                        .withFallback(config);
            }
        }
        return config;
    }

    private static Config environment(Config reference, Map<String, String> environment) {
        Config config = ConfigFactory.empty();
        for (String key : keys(reference)) {
            String value = environment.get(
                    key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
            if (value != null) {
                config = set(key, value, reference).withFallback(config);
            }
        }
        return config;
    }

    private static Config inCode(Map<String, Object> settings, Config reference) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            String key = setting.getKey();
            Object value = setting.getValue();
            config = known(
                            key,
                            value,
                            reference,
                            "set in code",
                            () -> ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value)))
                    .withFallback(config);
        }
        return config;
    }

    /** One setting, refused if its key is unknown, or no key at all. */
    private static Config known(String key, Object value, Config reference, String where, Supplier<Config> setting) {
        Config one;
        try {
            one = setting.get();
        } catch (ConfigException odd) {
            throw new ConfigurationException(
                    key,
                    HoconSettings.masked(key, String.valueOf(value)),
                    "there is no such setting (" + where + "), or its value cannot be one",
                    null);
        }
        requireKnown(key, one, reference, where);
        return one;
    }

    /** A text from outside; where a list belongs it is split at commas. */
    private static Config set(String key, String value, Config reference) {
        boolean list = reference.hasPath(key) && reference.getValue(key).valueType() == ConfigValueType.LIST;
        Object typed = list ? List.of(value.split("\\s*,\\s*")) : value;
        return ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(typed));
    }

    private static void requireKnown(String key, Config config, Config reference, String where) {
        if (reference.hasPathOrNull(key)) {
            return;
        }
        String value = HoconSettings.masked(key, config.hasPath(key) ? config.getValue(key) : null);
        throw new ConfigurationException(
                key,
                value,
                "there is no such setting (" + where + "); the nearest known one is " + nearest(key, reference)
                        + ". A module that is missing on the path takes its settings along",
                null);
    }

    /** The known key that shares the most with an unknown one. */
    private static String nearest(String key, Config reference) {
        return keys(reference).stream()
                .min((a, b) -> Integer.compare(Distance.between(key, a), Distance.between(key, b)))
                .orElse(ROOT);
    }

    /** The full keys of all values, null ones included. */
    private static List<String> keys(Config config) {
        List<String> keys = new ArrayList<>();
        if (config.hasPath(ROOT)) {
            collect(List.of(ROOT), config.getValue(ROOT), keys);
        }
        return keys;
    }

    private static void collect(List<String> path, ConfigValue value, List<String> keys) {
        if (value instanceof ConfigObject object) {
            object.forEach((name, inner) -> {
                List<String> longer = new ArrayList<>(path);
                longer.add(name);
                collect(longer, inner, keys);
            });
        } else {
            keys.add(ConfigUtil.joinPath(path));
        }
    }

    private static Config parse(Supplier<Config> parser, String what) {
        try {
            return parser.get();
        } catch (ConfigException malformed) {
            throw new ConfigurationException("file", what, malformed.getMessage(), malformed);
        }
    }
}

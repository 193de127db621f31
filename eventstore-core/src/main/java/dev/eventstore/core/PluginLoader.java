package dev.eventstore.core;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Plugin;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds plugins of one kind, and chooses one by its id. A choice is logged with its version and origin; a miss says what was
 * found and what to add. Thread-safe.
 *
 * @param <P> the kind of provider
 */
final class PluginLoader<P> {

    private static final Logger LOG = LoggerFactory.getLogger(PluginLoader.class);

    private final String kind;
    private final Function<P, String> id;
    private final ServiceLoader<P> loader;

    /**
     * A loader of one kind of plugin.
     *
     * @param kind what it is called, also as a setting: {@code registry}, {@code storage}, {@code serializer}
     * @param id tells a provider's id
     * @param loader finds the providers
     */
    PluginLoader(String kind, Function<P, String> id, ServiceLoader<P> loader) {
        this.kind = kind;
        this.id = id;
        this.loader = loader;
    }

    /** The provider of this id. */
    P choose(String wanted) {
        List<String> broken = new ArrayList<>();
        List<P> found = find(broken);
        List<P> chosen =
                found.stream().filter(each -> id.apply(each).equals(wanted)).toList();
        if (chosen.isEmpty()) {
            String ids = found.stream().map(id).sorted().collect(Collectors.joining(", ", "[", "]"));
            throw new ConfigurationException(
                    "eventstore." + kind,
                    wanted,
                    "there is no " + kind + " '" + wanted + "'. Found: " + ids + ". Add " + artifact(wanted)
                            + " to the program's modules or class path"
                            + (broken.isEmpty() ? "" : ". These could not be loaded: " + String.join("; ", broken)),
                    null);
        }
        if (chosen.size() > 1) {
            throw new ConfigurationException(
                    "eventstore." + kind,
                    wanted,
                    "more than one " + kind + " has this id: "
                            + chosen.stream()
                                    .map(each -> each.getClass().getName() + " from " + origin(each))
                                    .collect(Collectors.joining(" and "))
                            + ". Remove all but one from the program's modules or class path",
                    null);
        }
        LOG.info("{} '{}' version {} from {}", kind, wanted, version(chosen.get(0)), origin(chosen.get(0)));
        return fitting(kind, chosen.get(0));
    }

    /** A provider that was built for the interfaces of this core; any other is refused before it is used. */
    static <P> P fitting(String kind, P provider) {
        String built = provider instanceof Plugin plugin ? spiVersion(plugin) : String.valueOf(Plugin.SPI_VERSION);
        if (!built.equals(String.valueOf(Plugin.SPI_VERSION))) {
            throw new ConfigurationException(
                    "eventstore." + kind,
                    ((Plugin) provider).id(),
                    "the " + kind + " " + provider.getClass().getName() + ", version " + version(provider) + " from "
                            + origin(provider) + ", was built for version " + built
                            + " of the plugin interfaces, but eventstore-core " + version(PluginLoader.class)
                            + " has version "
                            + Plugin.SPI_VERSION + ". Take versions of the two that belong together",
                    null);
        }
        return provider;
    }

    private static String spiVersion(Plugin plugin) {
        try {
            return String.valueOf(plugin.spiVersion());
        } catch (AbstractMethodError older) {
            return "0";
        }
    }

    /** All providers that can be loaded. */
    List<P> all() {
        List<P> found = find(new ArrayList<>());
        found.forEach(
                each -> LOG.info("{} '{}' version {} from {}", kind, id.apply(each), version(each), origin(each)));
        return found;
    }

    /** All providers, none of which may be missing. */
    List<P> complete() {
        List<String> broken = new ArrayList<>();
        List<P> found = find(broken);
        if (!broken.isEmpty()) {
            throw new ConfigurationException(
                    kind,
                    String.join("; ", broken),
                    "it is declared and cannot be loaded. Add what it needs to the program's modules or class path,"
                            + " or remove it",
                    null);
        }
        found.forEach(
                each -> LOG.info("{} '{}' version {} from {}", kind, id.apply(each), version(each), origin(each)));
        return found;
    }

    /** All providers that can be loaded: one that cannot, for want of a library, say, harms no other. */
    private List<P> find(List<String> broken) {
        List<P> found = new ArrayList<>();
        Iterator<P> providers = loader.iterator();
        boolean more = true;
        while (more) {
            try {
                more = providers.hasNext();
                if (more) {
                    found.add(providers.next());
                }
            } catch (ServiceConfigurationError | LinkageError failure) {
                LOG.warn("a {} cannot be loaded and is passed over: {}", kind, failure.toString());
                broken.add(String.valueOf(failure.getMessage()));
            }
        }
        return found;
    }

    private String artifact(String wanted) {
        return switch (kind + " " + wanted) {
            case "registry local", "registry jgroups", "registry hazelcast" -> "eventstore-registry-" + wanted;
            case "storage postgres" -> "eventstore-postgres";
            case "storage memory", "registry memory" -> "eventstore-testkit";
            default -> "the module that provides it";
        };
    }

    private static String version(Object plugin) {
        return version(plugin.getClass());
    }

    private static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        if (version != null) {
            return version;
        }
        return type.getModule().isNamed()
                ? type.getModule().getDescriptor().rawVersion().orElse("unknown")
                : "unknown";
    }

    private static String origin(Object plugin) {
        CodeSource source = plugin.getClass().getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? plugin.getClass().getName() : location.toString();
    }
}

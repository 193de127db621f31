package dev.eventstore.it;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a jar offers to service loaders, by what it says for either path. Stateless. */
public final class Services {

    private static final String FOLDER = "META-INF/services/";

    private Services() {}

    /** The classes that its {@code module-info} provides, by service. */
    public static Map<String, Set<String>> ofTheModulePath(ModuleReference module) {
        Map<String, Set<String>> services = new TreeMap<>();
        module.descriptor()
                .provides()
                .forEach(provides -> services.put(provides.service(), new TreeSet<>(provides.providers())));
        return services;
    }

    /** The classes that its {@code META-INF/services} lists, by service. */
    public static Map<String, Set<String>> ofTheClassPath(ModuleReference module) throws IOException {
        Map<String, Set<String>> services = new TreeMap<>();
        try (ModuleReader reader = module.open();
                Stream<String> entries = reader.list()) {
            for (String entry : entries.filter(name -> name.startsWith(FOLDER) && !name.endsWith("/"))
                    .toList()) {
                try (InputStream in = reader.open(entry).orElseThrow()) {
                    services.put(entry.substring(FOLDER.length()), names(in));
                }
            }
        }
        return services;
    }

    private static Set<String> names(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

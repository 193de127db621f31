package dev.eventstore.it.jpms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.BuiltModules;
import dev.eventstore.it.Services;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each built module declares is what was decided. */
class ModuleDescriptorTest {

    static Stream<String> modules() {
        return BuiltModules.descriptors().keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void a_module_declares_what_is_expected(String module) throws IOException {
        String actual = Description.of(BuiltModules.descriptors().get(module));
        Path proposal = Path.of("target", "modules", module + ".expected.txt");
        Files.createDirectories(proposal.getParent());
        Files.writeString(proposal, actual);
        assertEquals(
                expected(module), actual, () -> "if the change is meant, copy " + proposal + " to src/test/resources");
    }

    @Test
    void every_module_that_is_expected_was_built() throws IOException {
        Path folder = BuiltModules.root().resolve("eventstore-it/src/test/resources/dev/eventstore/it/jpms");
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> expected = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".expected.txt"))
                    .map(name -> name.replace(".expected.txt", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(expected, BuiltModules.descriptors().keySet());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void every_package_begins_with_the_name_of_its_module(String module) {
        Set<String> strangers = BuiltModules.descriptors().get(module).packages().stream()
                .filter(name -> !name.equals(module) && !name.startsWith(module + "."))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), strangers);
    }

    @Test
    void implementation_packages_are_not_exported() {
        Set<String> allowed = Set.of(
                "dev.eventstore.api",
                "dev.eventstore.api.cluster",
                "dev.eventstore.api.error",
                "dev.eventstore.api.parking",
                "dev.eventstore.api.snapshot",
                "dev.eventstore.api.stream",
                "dev.eventstore.api.subscription",
                "dev.eventstore.api.types",
                "dev.eventstore.core",
                "dev.eventstore.core.cluster",
                "dev.eventstore.core.process",
                "dev.eventstore.core.registry",
                "dev.eventstore.core.ring",
                "dev.eventstore.core.spi",
                "dev.eventstore.core.spi.admin",
                "dev.eventstore.core.spi.forwarding",
                "dev.eventstore.core.spi.move",
                "dev.eventstore.core.spi.parking",
                "dev.eventstore.core.spi.registry",
                "dev.eventstore.core.spi.storage",
                "dev.eventstore.core.spi.subscriber",
                "dev.eventstore.postgres");
        Set<String> implementations = BuiltModules.exported().stream()
                .filter(name -> !allowed.contains(name) && !name.startsWith("dev.eventstore.testkit"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(),
                implementations,
                "the testkit is all for its users; others export the api, the SPI and what registries and diagnostics need");
    }

    @Test
    void no_module_opens_itself_or_a_package_to_everybody() {
        assertTrue(BuiltModules.descriptors().values().stream()
                .noneMatch(
                        module -> module.isOpen() || module.opens().stream().anyMatch(opens -> !opens.isQualified())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void services_for_the_class_path_are_those_of_the_module_path(String module) throws IOException {
        ModuleReference reference = reference(module);
        assertEquals(Services.ofTheModulePath(reference), Services.ofTheClassPath(reference));
    }

    @Test
    void every_jar_tells_its_version_on_either_path() throws IOException {
        for (Path path : BuiltModules.jars().values()) {
            String module = ModuleFinder.of(path)
                    .findAll()
                    .iterator()
                    .next()
                    .descriptor()
                    .rawVersion()
                    .orElse("none");
            try (JarFile jar = new JarFile(path.toFile())) {
                Attributes told = jar.getManifest().getMainAttributes();
                assertEquals(module, told.getValue(Attributes.Name.IMPLEMENTATION_VERSION), path::toString);
            }
            assertTrue(module.matches("\\d+\\..*"), () -> path + " has version " + module);
        }
    }

    private static ModuleReference reference(String module) {
        Path[] jars = BuiltModules.jars().values().toArray(Path[]::new);
        return ModuleFinder.of(jars).find(module).orElseThrow();
    }

    private static String expected(String module) throws IOException {
        try (InputStream in = ModuleDescriptorTest.class.getResourceAsStream(module + ".expected.txt")) {
            return in == null
                    ? "(no " + module + ".expected.txt)"
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A module's declaration as text, sorted, the same on every JDK. */
    private static final class Description {

        static String of(ModuleDescriptor module) {
            Set<String> lines = new TreeSet<>();
            module.requires().forEach(each -> lines.add("requires " + modifiers(each) + each.name()));
            module.exports().forEach(each -> lines.add("exports " + each.source() + to(each.targets())));
            module.opens().forEach(each -> lines.add("opens " + each.source() + to(each.targets())));
            module.uses().forEach(each -> lines.add("uses " + each));
            module.provides()
                    .forEach(each ->
                            lines.add("provides " + each.service() + " with " + String.join(", ", each.providers())));
            return "module " + module.name() + "\n" + String.join("\n", lines) + "\n";
        }

        private static String modifiers(ModuleDescriptor.Requires requires) {
            return requires.modifiers().stream()
                    .map(each -> each.name().toLowerCase(java.util.Locale.ROOT) + " ")
                    .sorted()
                    .collect(Collectors.joining());
        }

        private static String to(Set<String> targets) {
            return targets.isEmpty() ? "" : " to " + String.join(", ", new TreeSet<>(targets));
        }
    }
}

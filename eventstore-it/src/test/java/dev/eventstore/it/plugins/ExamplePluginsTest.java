package dev.eventstore.it.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.Command;
import dev.eventstore.it.Jdks;
import dev.eventstore.it.Jdks.Jdk;
import dev.eventstore.it.Services;
import dev.eventstore.testkit.channel.PortBlock;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program runs on the plugins of the examples, and says what is wrong with others, on either path and every JDK. */
class ExamplePluginsTest {

    private static final String SHOP = "com.example.shop";
    private static final List<String> PLAIN = List.of("storage=memory");
    private static final String READ =
            "sold is Sold[article=tea, pieces=2]\npurchase is Sold[article=milk, pieces=1]\n";

    private static final Map<String, Project> COMPILED = new HashMap<>();

    @TempDir
    private static Path folder;

    static Stream<Arguments> paths() {
        return Jdks.all().stream().flatMap(jdk -> Stream.of(Arguments.of(jdk, true), Arguments.of(jdk, false)));
    }

    @ParameterizedTest(name = "{0}, module path: {1}")
    @MethodSource("paths")
    void registry_storage_and_serializer_of_third_parties_work_together(Jdk jdk, boolean onModules) throws Exception {
        List<Path> plugins = List.of(Project.example("sockets"), Project.example("encrypted"), Project.example("cbor"));
        try (PortBlock ports = PortBlock.take()) {
            Command.Outcome outcome = project(jdk, "shop").run(onModules, SHOP, plugins, thirdParties(ports));
            assertEquals(0, outcome.exitCode(), outcome::toString);
            assertTrue(outcome.out().startsWith("runs in " + (onModules ? "module " + SHOP : "unnamed module")));
            assertTrue(outcome.out().contains("serves as shop@127.0.0.1\n" + READ), outcome::toString);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"cbor", "counter", "encrypted", "sockets"})
    void an_example_offers_the_same_on_either_path(String example) throws Exception {
        ModuleReference module =
                ModuleFinder.of(Project.example(example)).findAll().iterator().next();
        assertEquals("dev.eventstore.example." + example, module.descriptor().name());
        assertFalse(Services.ofTheModulePath(module).isEmpty());
        assertEquals(Services.ofTheModulePath(module), Services.ofTheClassPath(module));
    }

    @ParameterizedTest(name = "{0}, module path: {1}")
    @MethodSource("paths")
    void a_plugin_that_is_missing_is_told_with_those_that_are_there(Jdk jdk, boolean onModules) throws Exception {
        String refusal = refusal(project(jdk, "shop"), onModules, List.of(), "serializer=cbor");
        assertTrue(
                refusal.contains("eventstore.serializer = cbor: there is no serializer 'cbor'. Found: [json]."
                        + " Add the module that provides it to the program's modules or class path"),
                refusal);
        String artifact = refusal(project(jdk, "shop"), onModules, List.of(), "storage=postgres");
        assertTrue(artifact.contains("Found: [memory]. Add eventstore-postgres to"), artifact);
    }

    @ParameterizedTest(name = "{0}, module path: {1}")
    @MethodSource("paths")
    void two_plugins_of_one_id_are_told_with_both_origins(Jdk jdk, boolean onModules) throws Exception {
        Path rival = project(jdk, "rival").folder();
        List<Path> plugins = List.of(Project.example("cbor"), rival);
        String refusal = refusal(project(jdk, "shop"), onModules, plugins, "serializer=cbor");
        assertTrue(refusal.contains("more than one serializer has this id: "), refusal);
        assertTrue(
                refusal.contains("com.example.rival.RivalSerializerProvider from "
                        + rival.toUri().toURL()),
                refusal);
        assertTrue(
                refusal.contains("dev.eventstore.example.cbor.CborSerializerProvider from "
                        + Project.example("cbor").toUri().toURL()),
                refusal);
        Command.Outcome unused = project(jdk, "shop").run(onModules, SHOP, plugins, PLAIN);
        assertEquals(0, unused.exitCode(), unused::toString);
    }

    @ParameterizedTest(name = "{0}, module path: {1}")
    @MethodSource("paths")
    void a_plugin_for_other_interfaces_is_told_with_both_versions(Jdk jdk, boolean onModules) throws Exception {
        List<Path> plugins = List.of(project(jdk, "outdated").folder());
        String refusal = refusal(project(jdk, "shop"), onModules, plugins, "serializer=outdated");
        assertTrue(refusal.contains("com.example.outdated.OutdatedSerializerProvider"), refusal);
        assertTrue(refusal.contains("was built for version 99 of the plugin interfaces"), refusal);
        assertTrue(refusal.contains("Take versions of the two that belong together"), refusal);
    }

    @ParameterizedTest(name = "{0}, module path: {1}")
    @MethodSource("paths")
    void a_part_in_a_closed_package_is_told_with_the_line_that_opens_it(Jdk jdk, boolean onModules) throws Exception {
        for (String serializer : List.of("json", "cbor")) {
            Command.Outcome outcome = project(jdk, "shop")
                    .run(
                            onModules,
                            SHOP,
                            List.of(Project.example("cbor")),
                            List.of("storage=memory", "serializer=" + serializer),
                            "closed");
            assertEquals(onModules ? 1 : 0, outcome.exitCode(), outcome::toString);
            String line = "add this line to the module-info.java of com.example.shop:"
                    + " opens com.example.shop.money to com.fasterxml.jackson.databind;";
            assertEquals(onModules, outcome.err().contains(line), outcome::toString);
        }
    }

    private static List<String> thirdParties(PortBlock ports) throws Exception {
        Path key = folder.resolve("key");
        Files.writeString(key, "first " + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        return List.of(
                "registry=sockets",
                "cluster.node=shop@127.0.0.1",
                "cluster.distribution=ring",
                "cluster.port=" + ports.first(),
                "cluster.port-range=" + (PortBlock.SIZE - 1),
                "storage=encrypted",
                "encrypted.storage=memory",
                "encrypted.key-file=" + key,
                "serializer=cbor");
    }

    private static String refusal(Project shop, boolean onModules, List<Path> plugins, String setting)
            throws Exception {
        List<String> properties = new ArrayList<>(setting.startsWith("storage") ? List.of() : PLAIN);
        properties.add(setting);
        Command.Outcome outcome = shop.run(onModules, SHOP, plugins, properties);
        assertNotEquals(0, outcome.exitCode(), outcome::toString);
        return outcome.err();
    }

    /** Compiled once with each JDK. */
    private static Project project(Jdk jdk, String name) throws Exception {
        String key = jdk + " " + name;
        if (!COMPILED.containsKey(key)) {
            COMPILED.put(
                    key, Project.compiled(jdk, name, Files.createDirectories(folder.resolve("jdk-" + jdk.major()))));
        }
        return COMPILED.get(key);
    }
}

package dev.eventstore.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Plugin;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.spi.storage.StorageProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLoaderTest {

    @TempDir
    Path folder;

    @Test
    void a_plugin_is_chosen_by_its_id() throws IOException {
        assertEquals(
                First.class,
                registries(First.class, Second.class).choose("first").getClass());
        assertEquals(
                Second.class,
                registries(First.class, Second.class).choose("second").getClass());
    }

    @Test
    void cores_own_serializer_is_found() {
        PluginLoader<SerializerProvider> loader =
                new PluginLoader<>("serializer", SerializerProvider::id, ServiceLoader.load(SerializerProvider.class));
        assertEquals("json", loader.choose("json").id());
    }

    @Test
    void a_miss_says_what_was_found_and_what_to_add() throws IOException {
        ConfigurationException miss = refused(registries(First.class, Second.class), "jgroups");
        assertEquals("eventstore.registry", miss.key());
        assertEquals("jgroups", miss.value());
        assertTrue(
                miss.allowed()
                        .startsWith("there is no registry 'jgroups'. Found: [first, second]. "
                                + "Add eventstore-registry-jgroups"),
                miss.allowed());
    }

    @Test
    void a_miss_without_any_plugin_says_so() {
        PluginLoader<StorageProvider> none =
                new PluginLoader<>("storage", StorageProvider::id, ServiceLoader.load(StorageProvider.class, empty()));
        assertTrue(refused(none, "postgres").allowed().contains("Found: []. Add eventstore-postgres"));
        assertTrue(refused(none, "memory").allowed().contains("Add eventstore-testkit"));
    }

    @Test
    void two_of_one_id_are_refused_and_both_are_named() throws IOException {
        ConfigurationException two = refused(registries(First.class, AlsoFirst.class), "first");
        assertTrue(two.allowed().contains("more than one registry has this id"), two.allowed());
        assertTrue(two.allowed().contains(First.class.getName() + " from file:"), two.allowed());
        assertTrue(two.allowed().contains(" and " + AlsoFirst.class.getName() + " from file:"), two.allowed());
    }

    @Test
    void a_miss_of_what_is_not_ours_names_no_artifact_that_does_not_exist() throws IOException {
        ConfigurationException miss = refused(registries(First.class, Second.class), "zookeeper");
        assertTrue(miss.allowed().contains("Add the module that provides it"), miss.allowed());
    }

    @Test
    void a_plugin_for_other_interfaces_is_refused_with_both_versions() throws IOException {
        ConfigurationException newer = refused(registries(First.class, Newer.class), "newer");
        assertEquals("newer", newer.value());
        assertTrue(newer.allowed().contains("the registry " + Newer.class.getName()), newer.allowed());
        assertTrue(newer.allowed().contains("was built for version 99 of the plugin interfaces"), newer.allowed());
        assertTrue(newer.allowed().contains("has version " + Plugin.SPI_VERSION), newer.allowed());
        assertEquals(
                First.class,
                registries(First.class, Newer.class).choose("first").getClass());
    }

    @Test
    void a_plugin_that_cannot_be_loaded_harms_no_other_but_is_named_in_a_miss() throws IOException {
        PluginLoader<RegistryProvider> loader = registries("dev.eventstore.Gone", First.class.getName());
        assertEquals(First.class, loader.choose("first").getClass());
        ConfigurationException miss = refused(registries("dev.eventstore.Gone", First.class.getName()), "gone");
        assertTrue(miss.allowed().contains("dev.eventstore.Gone"), miss.allowed());
    }

    @Test
    void where_none_may_be_missing_one_that_cannot_be_loaded_is_refused_and_named() throws IOException {
        assertEquals(2, registries(First.class, Second.class).complete().size());
        PluginLoader<RegistryProvider> loader = registries("dev.eventstore.Gone", First.class.getName());
        ConfigurationException refused = assertThrows(ConfigurationException.class, loader::complete);
        assertTrue(refused.value().contains("dev.eventstore.Gone"), refused.getMessage());
        assertTrue(refused.allowed().contains("it is declared and cannot be loaded"), refused.getMessage());
    }

    private static ConfigurationException refused(PluginLoader<?> loader, String id) {
        return assertThrows(ConfigurationException.class, () -> loader.choose(id));
    }

    private PluginLoader<RegistryProvider> registries(Class<?> one, Class<?> other) throws IOException {
        return registries(one.getName(), other.getName());
    }

    /** A loader that finds these providers, as if their jars were on the class path. */
    private PluginLoader<RegistryProvider> registries(String one, String other) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(RegistryProvider.class.getName()), one + "\n" + other + "\n");
        ClassLoader found =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, PluginLoaderTest.class.getClassLoader());
        return new PluginLoader<>("registry", RegistryProvider::id, ServiceLoader.load(RegistryProvider.class, found));
    }

    private static ClassLoader empty() {
        return ClassLoader.getPlatformClassLoader();
    }

    /** A registry's provider that is never asked for its registry. */
    public abstract static class Named implements RegistryProvider {

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public Registry create(Context context) {
            throw new UnsupportedOperationException("nobody asks");
        }
    }

    /** A provider. */
    public static final class First extends Named {
        @Override
        public String id() {
            return "first";
        }
    }

    /** Another provider with the same id. */
    public static final class AlsoFirst extends Named {
        @Override
        public String id() {
            return "first";
        }
    }

    /** A provider that was compiled against a core to come. */
    public static final class Newer extends Named {
        @Override
        public String id() {
            return "newer";
        }

        @Override
        public int spiVersion() {
            return 99;
        }
    }

    /** Another provider. */
    public static final class Second extends Named {
        @Override
        public String id() {
            return "second";
        }
    }
}

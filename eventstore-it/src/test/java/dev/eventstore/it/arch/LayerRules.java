package dev.eventstore.it.arch;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** Which module may know which, and that packages do not know each other in circles. */
final class LayerRules {

    static final List<Rule> ALL = List.of(
            new Rule(
                    "the api knows no other module",
                    star("Api"),
                    "package dev.eventstore.api; class Planted { Object x = dev.eventstore.core.EventStores.builder(); }"),
            new Rule(
                    "core knows no module but the api",
                    star("Core", "Api"),
                    "package dev.eventstore.core.feed; class Planted { dev.eventstore.testkit.Await x; }"),
            new Rule(
                    "the storage knows no module but core and the api",
                    star("Postgres", "Core", "Api"),
                    "package dev.eventstore.postgres; class Planted { dev.eventstore.testkit.Await x; }"),
            new Rule(
                    "registries know no module but core and the api",
                    star("Registries", "Core", "Api"),
                    "package dev.eventstore.registry.local; class Planted { dev.eventstore.testkit.Await x; }"),
            new Rule(
                    "the testkit knows no plugin",
                    star("Testkit", "Core", "Api"),
                    "package dev.eventstore.testkit.sim;"
                            + " class Planted { Object x = new dev.eventstore.postgres.PostgresStorageProvider(); }"),
            new Rule(
                    "the program knows plugins by their services only",
                    star("Program", "Core", "Api"),
                    "package dev.eventstore.cli;"
                            + " class Planted { Object x = new dev.eventstore.postgres.PostgresStorageProvider(); }"),
            new Rule(
                    "packages do not depend on each other in circles",
                    slices().assignedFrom(new Packages())
                            .should()
                            .beFreeOfCycles()
                            .because(
                                    "a package is understood after those it depends on; only the api's packages count as"
                                            + " one, since EventStore gives Subscriptions and a Subscription RecordedEvents"),
                    "package dev.eventstore.core.feed; public class Planted { dev.eventstore.core.wire.Other x; }",
                    "package dev.eventstore.core.wire; public class Other { dev.eventstore.core.feed.Planted x; }"));

    private LayerRules() {}

    private static LayeredArchitecture star(String layer, String... mayKnow) {
        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("Api")
                .definedBy("dev.eventstore.api..")
                .layer("Core")
                .definedBy("dev.eventstore.core..")
                .layer("Postgres")
                .definedBy("dev.eventstore.postgres..")
                .layer("Registries")
                .definedBy("dev.eventstore.registry..")
                .layer("Testkit")
                .definedBy("dev.eventstore.testkit..")
                .layer("Program")
                .definedBy("dev.eventstore.cli..");
        LayeredArchitecture rule = mayKnow.length == 0
                ? layers.whereLayer(layer).mayNotAccessAnyLayer()
                : layers.whereLayer(layer).mayOnlyAccessLayers(mayKnow);
        return (LayeredArchitecture)
                rule.because("implementations meet only in eventstore-it, eventstore-cli and the user's application");
    }

    /** Every package is a slice of its own, but those of the api, which are one. */
    private static final class Packages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String name = javaClass.getPackageName();
            if (!name.startsWith("dev.eventstore")) {
                return SliceIdentifier.ignore();
            }
            return SliceIdentifier.of(name.startsWith("dev.eventstore.api") ? "dev.eventstore.api" : name);
        }

        @Override
        public String getDescription() {
            return "each package, the api's as one";
        }
    }
}

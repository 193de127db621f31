package dev.eventstore.it.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.Serializable;
import java.util.List;

/** Where each library may be seen. */
final class LibraryRules {

    static final List<Rule> ALL = List.of(
            new Rule(
                    "JDBC is seen by the storage, by the program's yardsticks and checks, and by the tests' server",
                    only(
                            "java.sql..,javax.sql..,org.postgresql..,com.zaxxer..",
                            "dev.eventstore.postgres..,dev.eventstore.cli.bench..,dev.eventstore.cli.demo,"
                                    + "dev.eventstore.testkit.postgres"),
                    "package dev.eventstore.core.feed; class Planted { java.sql.Connection x; }"),
            new Rule(
                    "JGroups is seen by its registry only",
                    only("org.jgroups..", "dev.eventstore.registry.jgroups.."),
                    "package dev.eventstore.core.feed; class Planted { org.jgroups.Library x; }",
                    "package org.jgroups; public class Library { }"),
            new Rule(
                    "Hazelcast is seen by its registry only",
                    only("com.hazelcast..", "dev.eventstore.registry.hazelcast.."),
                    "package dev.eventstore.core.feed; class Planted { com.hazelcast.Library x; }",
                    "package com.hazelcast; public class Library { }"),
            new Rule(
                    "Guice is seen by the wiring and the builder only",
                    only("com.google.inject..,jakarta.inject..", "dev.eventstore.core.guice,dev.eventstore.core"),
                    "package dev.eventstore.core.feed; class Planted { com.google.inject.Injector x; }"),
            new Rule(
                    "the configuration library is seen by core's configuration only",
                    only("com.typesafe.config..", "dev.eventstore.core.config"),
                    "package dev.eventstore.core.guice; class Planted { com.typesafe.config.Config x; }"),
            new Rule(
                    "JSON is seen by serializer, encoder, codec and program only",
                    only(
                            "com.fasterxml.jackson..",
                            "dev.eventstore.core.json,dev.eventstore.core.store,dev.eventstore.core.wire,"
                                    + "dev.eventstore.cli.."),
                    "package dev.eventstore.core.feed; class Planted { com.fasterxml.jackson.databind.JsonNode x; }"),
            new Rule(
                    "JUnit is seen by the suites only",
                    only("org.junit..", "dev.eventstore.testkit.."),
                    "package dev.eventstore.core.feed; class Planted { org.junit.jupiter.api.Test x; }"),
            new Rule(
                    "in-memory store and simulation need no JUnit and no PostgreSQL",
                    noClasses()
                            .that()
                            .resideInAnyPackage("dev.eventstore.testkit.memory..", "dev.eventstore.testkit.sim..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage("org.junit..", "java.sql..", "io.zonky..", "org.testcontainers..")
                            .because("users' own tests use them with nothing else on the path"),
                    "package dev.eventstore.testkit.memory; class Planted { org.junit.jupiter.api.Test x; }"),
            new Rule(
                    "servers for tests are known to the testkit's servers only",
                    only("io.zonky..,org.testcontainers..", "dev.eventstore.testkit.postgres"),
                    "package dev.eventstore.postgres;"
                            + " class Planted { io.zonky.test.db.postgres.embedded.EmbeddedPostgres x; }"),
            new Rule(
                    "Guava is there for Guice, not for us",
                    only("com.google.common..", ""),
                    "package dev.eventstore.core.feed; class Planted { com.google.common.collect.ImmutableList<?> x; }"),
            new Rule(
                    "nobody but the program writes to the standard streams",
                    noClasses()
                            .that()
                            .resideOutsideOfPackage("dev.eventstore.cli..")
                            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                            .because("they belong to the user's application"),
                    "package dev.eventstore.core.feed; class Planted { void x() { System.out.println(); } }"),
            new Rule(
                    "logs go through SLF4J",
                    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING,
                    "package dev.eventstore.core.feed;"
                            + " class Planted { java.util.logging.Logger x = java.util.logging.Logger.getLogger(\"\"); }"),
            new Rule(
                    "nothing is serialised by Java",
                    noClasses()
                            .should()
                            .dependOnClassesThat()
                            .haveNameMatching("java\\.io\\.(Object(In|Out)put.*|Externalizable)")
                            .because("it runs what the bytes say"),
                    "package dev.eventstore.core.wire; class Planted { java.io.ObjectInputStream x; }"),
            new Rule(
                    "nothing invites Java to serialise it",
                    noClasses()
                            .should(implementItself(Serializable.class))
                            .because("it would then be a format to keep, and an entrance; what libraries make their"
                                    + " exceptions and classes is theirs"),
                    "package dev.eventstore.core.wire; class Planted implements java.io.Serializable { }"));

    private LibraryRules() {}

    /** Only classes in these packages may depend on those. Each list is separated by commas. */
    private static ArchRule only(String library, String users) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(users.split(","))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library.split(","))
                .because("a library that is seen in one place can be replaced there");
    }

    private static ArchCondition<JavaClass> implementItself(Class<?> type) {
        return new ArchCondition<>("implement " + type.getSimpleName() + " themselves") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                boolean does = each.getRawInterfaces().stream().anyMatch(one -> one.isEquivalentTo(type));
                events.add(new SimpleConditionEvent(each, does, each.getName() + " implements " + type.getName()));
            }
        };
    }
}

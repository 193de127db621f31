/**
 * The conformance suites of registries: what {@link dev.eventstore.core.spi.registry.Registry} promises, as tests.
 *
 * <p>A registry module's tests extend {@link dev.eventstore.testkit.registry.RegistryConformance} and give it a fixture; nothing
 * can be left out or skipped. Read that class first, then {@link dev.eventstore.testkit.registry.RegistryNode}.
 */
@NullMarked
package dev.eventstore.testkit.registry;

import org.jspecify.annotations.NullMarked;

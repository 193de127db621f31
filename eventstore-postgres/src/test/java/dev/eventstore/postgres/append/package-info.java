/**
 * Tests of the append package that need no server.
 *
 * <p>They depend on nothing else. Each class tests the one it is named after.
 */
@NullMarked
package dev.eventstore.postgres.append;

import org.jspecify.annotations.NullMarked;

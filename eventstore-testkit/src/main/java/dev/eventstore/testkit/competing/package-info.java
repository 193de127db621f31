/**
 * Suites of subscriptions with several subscribers: who gets what, in what order, and what becomes of it when one goes. Called
 * by JUnit only.
 */
@NullMarked
package dev.eventstore.testkit.competing;

import org.jspecify.annotations.NullMarked;

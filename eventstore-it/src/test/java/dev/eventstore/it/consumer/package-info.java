/**
 * Subscribers of every kind that run on the nodes of a cluster of processes and write down what they get. May depend on the
 * library; the tests of clusters depend on it. Read Consumers first.
 */
@NullMarked
package dev.eventstore.it.consumer;

import org.jspecify.annotations.NullMarked;

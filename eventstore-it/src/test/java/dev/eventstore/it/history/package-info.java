/**
 * What clients called and what they were told, checked against what is stored: the judge of every test with faults.
 *
 * <p>It depends on the api only. Read {@link dev.eventstore.it.history.HistoryChecker} first.
 */
@NullMarked
package dev.eventstore.it.history;

import org.jspecify.annotations.NullMarked;

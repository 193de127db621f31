/**
 * What the exported packages of the api share and callers do not see. It depends on nothing. Read
 * {@link dev.eventstore.api.internal.Names}.
 */
@NullMarked
package dev.eventstore.api.internal;

import org.jspecify.annotations.NullMarked;

/**
 * What a storage lets be done with its tables as a whole, before and beside its use as a store.
 *
 * <p>It depends on the api only. Read {@link dev.eventstore.core.spi.admin.StorageAdministration}.
 */
@NullMarked
package dev.eventstore.core.spi.admin;

import org.jspecify.annotations.NullMarked;

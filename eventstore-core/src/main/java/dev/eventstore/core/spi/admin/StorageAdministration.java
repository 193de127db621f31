package dev.eventstore.core.spi.admin;

import dev.eventstore.api.error.NotSupportedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes, lists and removes what a storage keeps its events in. It works on a storage that is not open, too. Thread-safe.
 *
 * <p>Nothing here has a deadline: a step of a large store takes as long as it takes, and ends whole or not at all.
 */
public interface StorageAdministration {

    /**
     * The steps that this program knows, in their order.
     *
     * @return completes with all of them, applied or pending; fails if the storage is of a newer program
     */
    CompletionStage<List<MigrationInfo>> migrations();

    /**
     * Applies the steps that are pending. Programs that do so at once wait for each other, and each step is applied once.
     *
     * @return completes with those that this call applied, none if there was nothing to do
     */
    CompletionStage<List<MigrationInfo>> migrate();

    /**
     * Removes the store with all its events, for ever. What is not the store's is never removed.
     *
     * @param keepForeign whether the store may be removed from among things that are not its own; else they make it refuse
     * @return completes with what was removed; fails, nothing removed, if things of others are there and not to be kept, if
     *     others depend on the store, or if nodes are using it
     */
    CompletionStage<DropReport> drop(boolean keepForeign);

    /**
     * What a storage has that keeps nothing outside of the program.
     *
     * @param storage what it is, for the message
     * @return refuses everything
     */
    static StorageAdministration none(String storage) {
        return new StorageAdministration() {
            @Override
            public CompletionStage<List<MigrationInfo>> migrations() {
                return refused();
            }

            @Override
            public CompletionStage<List<MigrationInfo>> migrate() {
                return refused();
            }

            @Override
            public CompletionStage<DropReport> drop(boolean keepForeign) {
                return refused();
            }

            private <T> CompletionStage<T> refused() {
                return CompletableFuture.failedStage(new NotSupportedException("storage " + storage
                        + " has no tables to be made or removed; use eventstore.storage = postgres"));
            }
        };
    }
}

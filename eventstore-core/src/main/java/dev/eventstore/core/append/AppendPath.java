package dev.eventstore.core.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.Storage;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** On which way appends go to the storage. Thread-safe. */
public interface AppendPath {

    /**
     * A turn of a stream begins.
     *
     * @param appends how many appends it has
     * @return takes all its appends, which so keep their order; what is wrong with one is its own failure
     */
    Function<AppendRequest, CompletionStage<AppendResult>> begin(int appends);

    /**
     * A turn of a stream has ended: all its appends were answered.
     *
     * @param appends how many appends it had
     * @param events how many events were written
     * @param lastPosition the position of the last of them, 0 if there is none
     */
    void ended(int appends, int events, long lastPosition);

    /**
     * The way without a detour.
     *
     * @param storage takes the appends
     * @return the way
     */
    static AppendPath to(Storage storage) {
        return new AppendPath() {
            @Override
            public Function<AppendRequest, CompletionStage<AppendResult>> begin(int appends) {
                return storage::append;
            }

            @Override
            public void ended(int appends, int events, long lastPosition) {}
        };
    }
}

package dev.eventstore.core.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.eventstore.core.append.AppendPath;
import dev.eventstore.core.append.Permits;
import dev.eventstore.core.append.PermittedAppends;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.forward.Forwarder;
import dev.eventstore.core.forward.WriterProcess;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.snapshot.SnapshotCalls;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.store.Calls;
import dev.eventstore.core.store.Engine;
import dev.eventstore.core.store.EventEncoder;
import dev.eventstore.core.store.StreamChanges;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.wire.ForwardMessages;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Binds what carries appends and the other changes of streams out. For one injector, used once. */
final class AppendModule extends AbstractModule {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Parts parts;

    AppendModule(Parts parts) {
        this.parts = parts;
    }

    @Provides
    @Singleton
    AppendPath appendPath(Settings settings, Registry registry, Supervisor supervisor, MessageCodec codec) {
        Forwarder.Policy policy = Forwarder.Policy.of(settings.at("append").choice("forward", Forwarder.Policy.IDS));
        supervisor.startHere(ForwardMessages.writer(), (name, self) -> new WriterProcess(parts.storage(), codec));
        return StoreModule.startHere(
                supervisor,
                "forwarder",
                (name, self) ->
                        new Forwarder(self, parts.self(), parts.storage(), registry, codec, parts.time(), policy));
    }

    /** Starts the processes by which a node writes what it appends to streams of others. */
    static Permits permits(Supervisor supervisor, Registry registry, TimeSource time, AppendPath path, Growth growth) {
        supervisor.startHere(
                ForwardMessages.permitted(),
                (name, self) -> new PermittedAppends(
                        self,
                        path,
                        growth::appended,
                        (owner, used) ->
                                registry.askAt(owner, ForwardMessages.permits(), used, Deadline.after(time, SOON))));
        return StoreModule.startHere(supervisor, ForwardMessages.permits().type(), (name, self) -> new Permits(time));
    }

    @Provides
    @Singleton
    Engine engine(Settings settings, Registry registry, Feed feed) {
        Settings append = settings.at("append");
        EventEncoder encoder = new EventEncoder(
                parts.payloads(),
                (int) append.number("max-events", 1, 100_000),
                append.bytes("max-event-bytes", 1, 256L << 20));
        Calls calls = new Calls(
                parts.time(),
                (int) append.number("max-waiting", 1, 10_000_000),
                append.bytes("max-waiting-bytes", 1, Long.MAX_VALUE));
        return new Engine(
                registry,
                parts.storage(),
                encoder,
                parts.payloads(),
                calls,
                snapshots(settings, registry, calls),
                new StreamChanges(
                        registry, calls, parts.time(), parts.observer(), settings.flag("enable-hard-deletes")),
                parts.time(),
                parts.observer(),
                new Growth(registry, feed)::appended);
    }

    private SnapshotCalls snapshots(Settings settings, Registry registry, Calls calls) {
        EventEncoder anySize = new EventEncoder(parts.payloads(), 1, Long.MAX_VALUE);
        return new SnapshotCalls(
                registry,
                parts.storage().snapshots(),
                anySize::encode,
                parts.payloads(),
                calls::run,
                parts.time(),
                settings.at("snapshot").bytes("max-bytes", 1, 256L << 20));
    }
}

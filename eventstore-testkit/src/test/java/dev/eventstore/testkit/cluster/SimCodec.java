package dev.eventstore.testkit.cluster;

import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.wire.CborCodec;
import dev.eventstore.testkit.cluster.CounterMessages.Increment;
import dev.eventstore.testkit.cluster.CounterMessages.Total;
import java.nio.ByteBuffer;

/** The store's codec, and the messages of counters beside it. Thread-safe. */
final class SimCodec implements MessageCodec {

    private static final byte STORE = 0;
    private static final byte INCREMENT = 1;
    private static final byte REPEATABLE = 2;
    private static final byte TOTAL = 3;

    private final CborCodec store = new CborCodec();

    @Override
    public byte[] encode(Message message) {
        if (message instanceof Increment increment) {
            return bytes(increment.idempotent() ? REPEATABLE : INCREMENT, increment.id());
        } else if (message instanceof Total total) {
            return bytes(TOTAL, total.value());
        }
        byte[] bytes = store.encode(message);
        return ByteBuffer.allocate(bytes.length + 1).put(STORE).put(bytes).array();
    }

    @Override
    public Message decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte kind = buffer.get();
        if (kind == STORE) {
            byte[] rest = new byte[buffer.remaining()];
            buffer.get(rest);
            return store.decode(rest);
        }
        long value = buffer.getLong();
        return kind == TOTAL ? new Total(value) : new Increment(value, kind == REPEATABLE);
    }

    @Override
    public byte[] encodeFailure(Throwable failure) {
        return store.encodeFailure(failure);
    }

    @Override
    public RuntimeException decodeFailure(byte[] bytes) {
        return store.decodeFailure(bytes);
    }

    private static byte[] bytes(byte kind, long value) {
        return ByteBuffer.allocate(9).put(kind).putLong(value).array();
    }
}

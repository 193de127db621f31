package dev.eventstore.core.spi.registry;

import dev.eventstore.core.process.Message;

/**
 * Writes messages and failures as bytes and reads them again: core implements it, registries use it. Thread-safe.
 */
public interface MessageCodec {

    /**
     * Bytes for a message.
     *
     * @param message of a type that the codec knows
     * @return the bytes
     * @throws dev.eventstore.api.error.SerializationException if it is of no type that the codec knows
     */
    byte[] encode(Message message);

    /**
     * A message from bytes.
     *
     * @param bytes what {@link #encode} gave
     * @return a message that equals the one that was written
     * @throws dev.eventstore.api.error.SerializationException if they are no message
     */
    Message decode(byte[] bytes);

    /**
     * Bytes for the failure of an ask.
     *
     * @param failure what the process failed with
     * @return the bytes
     */
    byte[] encodeFailure(Throwable failure);

    /**
     * The failure of an ask from bytes.
     *
     * @param bytes what {@link #encodeFailure} gave
     * @return a failure of the same kind with the same facts
     */
    RuntimeException decodeFailure(byte[] bytes);
}

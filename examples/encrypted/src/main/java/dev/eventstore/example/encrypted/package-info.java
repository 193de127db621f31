/**
 * The storage {@code encrypted}: payloads and metadata are encrypted before another storage gets them.
 *
 * <p>It depends on core's SPI only, and nothing depends on it: stores find it by its id. Read
 * {@code EncryptedStorage} first, then {@code Sealing}.
 */
@NullMarked
package dev.eventstore.example.encrypted;

import org.jspecify.annotations.NullMarked;

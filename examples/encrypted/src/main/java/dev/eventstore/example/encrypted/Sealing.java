package dev.eventstore.example.encrypted;

import dev.eventstore.api.error.StorageException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts bytes and decrypts them again, by AES-GCM: a mark, the name of the key, a random nonce, then what is encrypted and
 * proven. The proof covers whose bytes they are and which part of it, so nothing can be moved to another place unseen.
 * Thread-safe.
 */
final class Sealing {

    private static final byte[] MARK = {'E', 'S', 'E', 1};
    private static final int NONCE_BYTES = 12;
    private static final int PROOF_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Keys keys;
    private final boolean readPlain;

    Sealing(Keys keys, boolean readPlain) {
        this.keys = keys;
        this.readPlain = readPlain;
    }

    /** Bytes that only a key opens. */
    byte[] seal(String owner, String part, byte[] plain) {
        byte[] name = keys.newest().getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, keys.newestKey(), nonce, owner, part, plain);
        return ByteBuffer.allocate(MARK.length + 1 + name.length + nonce.length + sealed.length)
                .put(MARK)
                .put((byte) name.length)
                .put(name)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** The bytes that were sealed for this part of the same owner. */
    byte[] open(String owner, String part, byte[] stored) {
        if (stored.length < MARK.length || !Arrays.equals(stored, 0, MARK.length, MARK, 0, MARK.length)) {
            if (readPlain) {
                return stored;
            }
            throw failed(
                    owner, part, "is not encrypted; if it is from before, set eventstore.encrypted.read-plain", null);
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(stored, MARK.length, stored.length - MARK.length);
            String name = new String(taken(rest, rest.get()), StandardCharsets.US_ASCII);
            byte[] nonce = taken(rest, NONCE_BYTES);
            SecretKey key = keys.named(name)
                    .orElseThrow(() -> failed(
                            owner,
                            part,
                            "is encrypted with key '" + name + "', which eventstore.encrypted.key-file does not have",
                            null));
            return run(Cipher.DECRYPT_MODE, key, nonce, owner, part, taken(rest, rest.remaining()));
        } catch (BufferUnderflowException | NegativeArraySizeException cutOff) {
            throw failed(owner, part, "is cut off", cutOff);
        }
    }

    private static byte[] taken(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static byte[] run(int mode, SecretKey key, byte[] nonce, String owner, String part, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(PROOF_BITS, nonce));
            cipher.updateAAD((owner + " " + part).getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException refused) {
            throw failed(owner, part, "was changed, moved, or encrypted with another key of the same name", refused);
        }
    }

    private static StorageException failed(String owner, String part, String what, @Nullable Exception cause) {
        return new StorageException("the " + part + " of " + owner + " " + what, cause);
    }
}

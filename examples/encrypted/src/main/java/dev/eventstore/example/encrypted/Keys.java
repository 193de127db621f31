package dev.eventstore.example.encrypted;

import dev.eventstore.core.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys by their names; the first one encrypts. Immutable.
 *
 * @param newest the name of the key that encrypts
 * @param byName all keys
 */
record Keys(String newest, Map<String, SecretKey> byName) {

    private static final String FILE = "key-file";
    private static final int KEY_BYTES = 32;
    private static final int MAX_NAME = 64;

    Keys {
        byName = Map.copyOf(byName);
    }

    /** Reads the file that the settings name. No message shows a key. */
    static Keys read(Settings settings) {
        Path file = Path.of(settings.text(FILE));
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw settings.refused(FILE, "a file that can be read is needed: " + unreadable);
        }
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(line, number, keys, settings);
            }
        }
        if (keys.isEmpty()) {
            throw settings.refused(FILE, "it has no key; a line with a name, a space and 32 bytes in base64 is needed");
        }
        return new Keys(keys.keySet().iterator().next(), keys);
    }

    private static void add(String line, int number, Map<String, SecretKey> keys, Settings settings) {
        String[] parts = line.split("\\s+");
        byte[] key = parts.length == 2 && parts[0].length() <= MAX_NAME ? decoded(parts[1]) : new byte[0];
        if (key.length != KEY_BYTES || !parts[0].chars().allMatch(letter -> letter > ' ' && letter < 127)) {
            throw settings.refused(
                    FILE,
                    "line " + number + " is no key; a name of at most " + MAX_NAME
                            + " ASCII characters, a space and 32 bytes in base64 are allowed");
        }
        if (keys.putIfAbsent(parts[0], new SecretKeySpec(key, "AES")) != null) {
            throw settings.refused(
                    FILE, "line " + number + " names a key '" + parts[0] + "' once more; each needs its own name");
        }
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    Optional<SecretKey> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    SecretKey newestKey() {
        return byName.get(newest);
    }

    /** The keys are not shown. */
    @Override
    public String toString() {
        return "Keys" + byName.keySet();
    }
}

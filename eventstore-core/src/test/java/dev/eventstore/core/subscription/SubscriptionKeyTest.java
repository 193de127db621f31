package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionKeyTest {

    @Test
    void no_two_subscriptions_share_a_process_and_each_is_found_again() {
        List<String> texts = texts("", 3);
        Set<ProcessName> names = new HashSet<>();
        int keys = 0;
        for (String stream : texts) {
            for (String name : texts) {
                for (boolean isTransient : List.of(false, true)) {
                    SubscriptionKey key =
                            new SubscriptionKey(StreamId.of(stream), SubscriptionName.of(name), isTransient);
                    assertEquals(key, SubscriptionKey.of(key.process()));
                    names.add(key.process());
                    keys++;
                }
            }
        }
        assertEquals(keys, names.size());
    }

    @Test
    void the_longest_names_fit() {
        SubscriptionKey key = new SubscriptionKey(StreamId.of("/".repeat(255)), SubscriptionName.of("/".repeat(255)));
        assertEquals(key, SubscriptionKey.of(key.process()));
    }

    /** All texts of up to so many of the characters that could be mixed up. */
    private static List<String> texts(String prefix, int length) {
        List<String> texts = new ArrayList<>();
        for (String next : List.of("/", "%", "2", "F", "5")) {
            texts.add(prefix + next);
            if (length > 1) {
                texts.addAll(texts(prefix + next, length - 1));
            }
        }
        return texts;
    }
}

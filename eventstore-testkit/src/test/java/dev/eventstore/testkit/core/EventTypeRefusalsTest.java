package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.types.EventTypeProvider;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A store does not open on types that contradict each other, and says who is involved. */
class EventTypeRefusalsTest {

    record One(int n) {}

    record Other(int n) {}

    sealed interface Halves permits Closed, Open {}

    record Closed() implements Halves {}

    non-sealed interface Open extends Halves {}

    abstract static class Unfinished {}

    @Test
    void two_classes_of_one_name_are_refused_and_both_are_named() {
        String refusal =
                refusal(types -> types.register("placed", One.class), types -> types.register("placed", Other.class));
        assertTrue(refusal.contains("event type = placed: two classes are registered for it"), refusal);
        assertTrue(refusal.contains(One.class.getName() + " as 'placed', registered in code"), refusal);
        assertTrue(refusal.contains(Other.class.getName() + " as 'placed'"), refusal);
    }

    @Test
    void two_names_of_one_class_are_refused_with_both_and_the_way_out() {
        String refusal = refusal(types -> types.register("old", One.class).register("new", One.class));
        assertTrue(refusal.contains("as 'old'") && refusal.contains("as 'new'"), refusal);
        assertTrue(refusal.contains("rename(\"old\", \"new\")"), refusal);
    }

    @Test
    void the_same_registration_twice_is_none_too_many() {
        EventTypeProvider types = each -> each.register("one", One.class);
        try (EventStore store =
                InMemoryEventStore.builder().eventTypes(types).eventTypes(types).open()) {
            assertEquals(0, store.cluster().registered().size());
        }
    }

    @Test
    void two_upcasters_from_one_type_are_refused_and_both_are_named() {
        String refusal = refusal(types -> types.rename("a", "b"), types -> types.upcast("a", "c", fields -> fields));
        assertTrue(refusal.contains("event type = a: more than one upcaster starts at it"), refusal);
        assertTrue(refusal.contains("one to 'b', registered in code, and one to 'c', registered in code"), refusal);
        assertTrue(refusal(types -> types.reshape("a", fields -> fields).reshape("a", fields -> fields))
                .contains("more than one change of shape"));
    }

    @Test
    void upcasters_in_a_circle_are_refused_with_every_step() {
        String refusal = refusal(types -> types.rename("start", "a")
                .rename("a", "b")
                .upcast("b", "c", fields -> fields)
                .upcast("c", "a", Map.class, fields -> fields));
        assertTrue(refusal.contains("upcasters form a circle"), refusal);
        for (String step : List.of("'a' to 'b'", "'b' to 'c'", "'c' to 'a'")) {
            assertTrue(refusal.contains(step), refusal);
        }
        assertTrue(!refusal.contains("'start'"), refusal);
    }

    @Test
    void an_upcaster_to_its_own_type_is_refused_with_what_to_take_instead() {
        assertTrue(refusal(types -> types.rename("a", "a")).contains("register reshape(..)"));
    }

    @Test
    void open_types_are_refused_since_not_all_their_classes_are_known() {
        String refusal = refusal(types -> types.register(Halves.class));
        assertTrue(refusal.contains(Open.class.getName() + ", which " + Halves.class.getName() + " permits"), refusal);
        assertTrue(refusal(types -> types.register("x", Unfinished.class)).contains("must be concrete or sealed"));
        assertTrue(refusal(types -> types.register("x", Halves.class)).contains("abstract and open"));
    }

    @Test
    void a_name_that_no_event_may_have_is_refused() {
        assertTrue(refusal(types -> types.register(" ", One.class)).contains("event type must not be blank"));
        assertTrue(refusal(types -> types.rename("a\n", "b")).contains("must be printable"));
    }

    private static String refusal(EventTypeProvider... providers) {
        var builder = InMemoryEventStore.builder();
        List.of(providers).forEach(builder::eventTypes);
        return assertThrows(ConfigurationException.class, builder::open).getMessage();
    }
}

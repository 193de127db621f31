package dev.eventstore.core;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.eventstore.core.spi.Observer;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuardedObserverTest {

    @Test
    void everything_that_can_be_observed_is_passed_on() {
        for (Method observed : Observer.class.getDeclaredMethods()) {
            assertDoesNotThrow(
                    () -> GuardedObserver.class.getDeclaredMethod(observed.getName(), observed.getParameterTypes()),
                    observed::toString);
        }
    }

    @Test
    void what_an_observer_throws_harms_nobody() {
        AtomicLong told = new AtomicLong();
        Observer observer = GuardedObserver.of(new Observer() {
            @Override
            public void superseded(long epoch) {
                told.set(epoch);
                throw new IllegalStateException("of the user");
            }
        });
        observer.superseded(7);
        assertEquals(7, told.get());
    }

    @Test
    void nobody_is_observed_for_nothing() {
        assertSame(Observer.NONE, GuardedObserver.of(Observer.NONE));
    }
}

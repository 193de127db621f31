package dev.eventstore.api.subscription;

/**
 * Where a subscription starts when it is new. It is resolved and stored when the subscription is created, and ignored when
 * the subscription exists. One that is transient is new when nobody was subscribed to it. Immutable.
 */
public sealed interface StartFrom {

    /** Before the first event. */
    record Origin() implements StartFrom {
        @Override
        public String toString() {
            return "origin";
        }
    }

    /** After the last event that exists when the subscription is created. */
    record Current() implements StartFrom {
        @Override
        public String toString() {
            return "current";
        }
    }

    /**
     * After the event of this number.
     *
     * @param number the number, 0 or more
     */
    record After(long number) implements StartFrom {

        /**
         * Checks the components.
         *
         * @param number the number, 0 or more
         * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
         */
        public After {
            if (number < 0) {
                throw new IllegalArgumentException("start-from must be 0 or more, but was " + number);
            }
        }

        @Override
        public String toString() {
            return Long.toString(number);
        }
    }
}

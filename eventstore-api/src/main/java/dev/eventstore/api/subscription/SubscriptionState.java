package dev.eventstore.api.subscription;

/** The states of a subscription, named as in the Elixir EventStore. */
public enum SubscriptionState {
    /** It does not run here yet: it waits for its lease, which another node may hold. */
    INITIAL,
    /** It is about to read what it has not seen. */
    REQUEST_CATCH_UP,
    /** It has read older events, and hands them out. */
    CATCHING_UP,
    /** It has handed out everything there is, and waits for new events. */
    SUBSCRIBED,
    /** It holds as many events as it may, and reads no more until some are acknowledged. */
    MAX_CAPACITY,
    /** It has lost its lease or its storage, delivers nothing, and tries to get it again. */
    DISCONNECTED,
    /** It has ended. */
    UNSUBSCRIBED
}

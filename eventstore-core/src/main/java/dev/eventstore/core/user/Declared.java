package dev.eventstore.core.user;

import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NotSupportedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a factory declares, checked. Immutable.
 *
 * @param factory starts the processes
 * @param type the type in their names
 * @param messages what they handle, by the names of the classes
 * @param idempotent those that may be handled twice
 * @param state what they hand on
 */
record Declared(
        ProcessFactory factory,
        String type,
        Map<String, Class<? extends Record>> messages,
        Set<Class<? extends Record>> idempotent,
        Optional<Class<? extends Record>> state) {

    /** The types of core's own processes, and words that it may want. */
    private static final Set<String> RESERVED = Set.of(
            "stream",
            "subscription",
            "transient-subscription",
            "attachment",
            "listener",
            "feed",
            "checkpoints",
            "lease",
            "node",
            "cluster",
            "registry",
            "snapshot");

    static Declared by(ProcessFactory factory) {
        String type = new ProcessName(factory.type(), "any").type();
        if (RESERVED.contains(type)) {
            throw refused(factory, "type", type, "it is one of the store's own; give it another name");
        }
        Map<String, Class<? extends Record>> messages = new TreeMap<>();
        for (Class<? extends Record> message : factory.messages()) {
            messages.put(requireRecord(factory, "messages", message).getName(), message);
        }
        if (messages.isEmpty()) {
            throw refused(factory, "messages", "[]", "name the classes of the messages that '" + type + "' handles");
        }
        Set<Class<? extends Record>> idempotent = Set.copyOf(factory.idempotent());
        for (Class<? extends Record> message : idempotent) {
            if (messages.get(message.getName()) != message) {
                throw refused(factory, "idempotent", message.getName(), "it is none of messages(); add it there");
            }
        }
        Optional<Class<? extends Record>> state = factory.state();
        state.ifPresent(each -> requireRecord(factory, "state", each));
        return new Declared(factory, type, messages, idempotent, state);
    }

    /** The class of a message that came. */
    Class<? extends Record> message(String name) {
        Class<? extends Record> message = messages.get(name);
        if (message == null) {
            throw new NotSupportedException("processes of type '" + type + "' do not handle " + name + ", only "
                    + messages.keySet() + ". Nothing was done; ask one of these, or declare it in "
                    + factory.getClass().getName());
        }
        return message;
    }

    boolean isIdempotent(Record message) {
        return idempotent.contains(message.getClass());
    }

    private static Class<? extends Record> requireRecord(
            ProcessFactory factory, String what, @Nullable Class<? extends Record> type) {
        if (type == null || !type.isRecord()) {
            throw refused(factory, what, String.valueOf(type), "it must be the class of a record");
        }
        return type;
    }

    private static IllegalArgumentException refused(ProcessFactory factory, String what, String value, String why) {
        return new IllegalArgumentException(what + " of " + factory.getClass().getName() + " = " + value + ": " + why);
    }
}

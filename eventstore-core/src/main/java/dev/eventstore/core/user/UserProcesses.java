package dev.eventstore.core.user;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.wire.UserMessages.UserAnswer;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The user's processes of a node: their types, and what is said to them and by them. Thread-safe. */
public final class UserProcesses {

    private final NodeId self;
    private final Registry registry;
    private final Supervisor supervisor;
    private final Serializer records;
    private final Executor callbacks;
    private final Map<String, Declared> known = new ConcurrentHashMap<>();

    /**
     * No types yet.
     *
     * @param self this node
     * @param registry tells epoch and view
     * @param supervisor runs the processes
     * @param records writes and reads messages, answers and states
     * @param callbacks runs the user's code
     */
    public UserProcesses(
            NodeId self, Registry registry, Supervisor supervisor, Serializer records, Executor callbacks) {
        this.self = self;
        this.registry = registry;
        this.supervisor = supervisor;
        this.records = records;
        this.callbacks = callbacks;
    }

    /**
     * Makes the types known that were found or given when the store was built.
     *
     * @param factories start the processes
     * @throws ConfigurationException if one is refused
     */
    public void registerAll(Collection<ProcessFactory> factories) {
        for (ProcessFactory factory : factories) {
            try {
                register(factory);
            } catch (IllegalArgumentException refused) {
                throw new ConfigurationException(
                        "process factory", factory.getClass().getName(), refused.getMessage(), refused);
            }
        }
    }

    /**
     * Makes a type known.
     *
     * @param factory starts the processes
     * @throws IllegalArgumentException if the type or a declaration is not allowed
     */
    public void register(ProcessFactory factory) {
        Declared declared = Declared.by(Objects.requireNonNull(factory, "factory must not be null"));
        Declared other = known.putIfAbsent(declared.type(), declared);
        if (other != null) {
            throw new IllegalArgumentException("process type '" + declared.type() + "' of "
                    + factory.getClass().getName() + " is registered already, by "
                    + other.factory().getClass().getName()
                    + ": register a type once, in code or by ServiceLoader, or give one of them another type");
        }
        supervisor.register(
                declared.type(),
                (name, process) ->
                        new UserProcess(declared, new UserContext(name, self, registry), records, callbacks));
    }

    /**
     * A message as it is sent.
     *
     * @param name the process that is asked
     * @param message what is asked
     * @return the message in bytes
     */
    public UserAsk write(ProcessName name, Record message) {
        Declared declared = known.get(name.type());
        if (declared == null) {
            throw new NotSupportedException("there is no process type '" + name.type() + "' on node " + self + ", only "
                    + known.keySet().stream().sorted().toList() + ": register its ProcessFactory on every node");
        }
        String type = message.getClass().getName();
        declared.message(type);
        return new UserAsk(type, records.serialize(message), declared.isIdempotent(message));
    }

    /**
     * An answer as it is given to the asker.
     *
     * @param name the process that answered
     * @param answer what came
     * @param type the class that the asker expects
     * @param <R> the class that the asker expects
     * @return the answer
     */
    public <R extends Record> R read(ProcessName name, Message answer, Class<R> type) {
        if (!(answer instanceof UserAnswer answered)) {
            throw new SerializationException(
                    "process " + name + " answered with no record, but with "
                            + answer.getClass().getSimpleName(),
                    null);
        }
        if (!answered.type().equals(type.getName())) {
            throw new SerializationException(
                    "process " + name + " has handled the message and answered with " + answered.type()
                            + ", but was asked for " + type.getName() + ": ask for the class that it answers with",
                    null);
        }
        return records.deserialize(answered.payload(), type);
    }
}

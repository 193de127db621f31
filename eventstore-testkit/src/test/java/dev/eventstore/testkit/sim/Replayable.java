package dev.eventstore.testkit.sim;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Of tests whose only argument is a seed: what fails says its seed and how to run it again. Stateless. */
public final class Replayable implements InvocationInterceptor {

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> run, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (RuntimeException | Error failure) {
            throw Seeds.failed(run.getTargetClass(), (Long) run.getArguments().get(0), failure);
        }
    }
}

package dev.eventstore.it.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.regex.Pattern;

/** What core's code gets from outside: time, threads, chance, and never a wait. So a cluster can run on one thread. */
final class CoreRules {

    private static final String CLOCK = """
            java.lang.System.(currentTimeMillis|nanoTime)
            java.time.[A-Za-z.]+.now
            java.time.Clock.(system|tick).*
            java.util.Date.<init>
            java.util.concurrent.CompletableFuture.(orTimeout|completeOnTimeout|delayedExecutor)""";

    private static final String THREADS = """
            java.lang.Thread.(<init>|start|ofVirtual|ofPlatform|startVirtualThread)
            java.util.Timer.<init>
            java.util.concurrent.Executors.*
            java.util.concurrent.(Scheduled)?ThreadPoolExecutor.<init>
            java.util.concurrent.ForkJoinPool.*
            java.util.stream.BaseStream.parallel
            java.util.Collection.parallelStream""";

    private static final String CHANCE = """
            java.lang.Math.random
            java.util.UUID.randomUUID
            java.util.(Split|Secure)?(able)?Random.<init>
            java.security.SecureRandom.*
            java.util.concurrent.ThreadLocalRandom.*
            java.util.random.RandomGenerator.(getDefault|of)
            java.util.Collections.shuffle
            java.lang.System.identityHashCode""";

    private static final String WAITING = """
            java.lang.Thread.(sleep|join|yield|onSpinWait)
            java.lang.Object.wait
            java.util.concurrent.(Completable)?Future.(get|join)
            java.util.concurrent.(FutureTask|ForkJoinTask).(get|join)
            java.util.concurrent.(CountDownLatch|CyclicBarrier|locks.Condition).await.*
            java.util.concurrent.Semaphore.acquire.*
            java.util.concurrent.Phaser.(arriveAndAwaitAdvance|awaitAdvance.*)
            java.util.concurrent.[A-Za-z]*Blocking[A-Za-z]*.(put|take)
            java.util.concurrent.ExecutorService.(awaitTermination|close|invokeAll|invokeAny)
            java.util.concurrent.locks.(LockSupport.park.*|.*Lock.lock.*)""";

    /** What runs on the common pool unless an executor is given. */
    private static final Pattern ASYNC =
            Pattern.compile("java\\.util\\.concurrent\\.Completable(Future|Stage)\\.\\w+Async");

    static final List<Rule> ALL = List.of(
            new Rule(
                    "core asks its time source for the time",
                    never(CLOCK),
                    "package dev.eventstore.core.feed; class Planted { long x() { return System.nanoTime(); } }",
                    "package dev.eventstore.core.feed; class Second { Object x() { return java.time.Instant.now(); } }"),
            new Rule(
                    "core starts no threads",
                    never(THREADS),
                    "package dev.eventstore.core.feed; class Planted { Thread x = new Thread(); }"),
            new Rule(
                    "core leaves nothing to the common pool",
                    inCore().should()
                            .callMethodWhere(called(
                                    "an asynchronous step without an executor",
                                    call -> ASYNC.matcher(name(call)).matches()
                                            && call.getTarget().getRawParameterTypes().stream()
                                                    .noneMatch(each ->
                                                            each.isEquivalentTo(java.util.concurrent.Executor.class))))
                            .because("then the simulation would not be alone in deciding what runs next"),
                    "package dev.eventstore.core.feed; class Planted {"
                            + " void x() { java.util.concurrent.CompletableFuture.runAsync(() -> { }); } }"),
            new Rule(
                    "core gets chance and ids from outside",
                    never(CHANCE),
                    "package dev.eventstore.core.feed; class Planted { Object x = java.util.UUID.randomUUID(); }"),
            new Rule(
                    "core never waits",
                    never(WAITING),
                    "package dev.eventstore.core.feed; class Planted {"
                            + " void x(java.util.concurrent.CompletableFuture<?> y) { y.join(); } }"),
            new Rule(
                    "no method of core is synchronized but where processes are run and where users acknowledge",
                    ArchRuleDefinition.noMethods()
                            .that()
                            .areDeclaredInClassesThat()
                            .resideInAPackage("dev.eventstore.core..")
                            .and()
                            .areDeclaredInClassesThat()
                            .resideOutsideOfPackages(
                                    "dev.eventstore.core.process",
                                    "dev.eventstore.core.supervisor",
                                    "dev.eventstore.core.routing")
                            .and()
                            .areDeclaredInClassesThat()
                            .doNotHaveFullyQualifiedName("dev.eventstore.core.subscriber.AckWindow")
                            .should()
                            .haveModifier(JavaModifier.SYNCHRONIZED)
                            .because("state belongs to a process, which takes one message at a time"),
                    "package dev.eventstore.core.feed; class Planted { synchronized void x() { } }"));

    private CoreRules() {}

    private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction inCore() {
        return noClasses()
                .that()
                .resideInAPackage("dev.eventstore.core..")
                .and()
                .resideOutsideOfPackage("dev.eventstore.core.system");
    }

    /** Nothing of core calls these, but the one package where it touches the real world. One pattern a line. */
    private static ArchRule never(String calls) {
        Pattern pattern = Pattern.compile(
                calls.lines().map(String::strip).reduce((a, b) -> a + "|" + b).orElseThrow());
        return inCore().should()
                .callCodeUnitWhere(called(
                        "one of " + pattern, call -> pattern.matcher(name(call)).matches()))
                .because(
                        "clock, threads, chance and waiting are injected; dev.eventstore.core.system has the real ones");
    }

    private static String name(JavaCall<?> call) {
        return call.getTargetOwner().getName() + "." + call.getName();
    }

    private static DescribedPredicate<JavaCall<?>> called(
            String description, java.util.function.Predicate<JavaCall<?>> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }
}

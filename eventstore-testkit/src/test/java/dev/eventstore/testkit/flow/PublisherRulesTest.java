package dev.eventstore.testkit.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** Both publishers follow the rules of Reactive Streams: each test of its suite is one of ours. */
class PublisherRulesTest {

    @TempDir
    private Path reports;

    @TestFactory
    Stream<DynamicTest> a_read_follows_the_rules() {
        return results(PagePublisherRules.class);
    }

    @TestFactory
    Stream<DynamicTest> a_subscription_follows_the_rules() {
        return results(DeliveryPublisherRules.class);
    }

    /** A rule that does not concern a publisher is skipped by the suite, and is no test here. */
    private Stream<DynamicTest> results(Class<?> rules) {
        TestListenerAdapter listener = new TestListenerAdapter();
        TestNG suite = new TestNG(false);
        suite.setVerbose(0);
        suite.setOutputDirectory(reports.toString());
        suite.setTestClasses(new Class<?>[] {rules});
        suite.addListener(listener);
        suite.run();
        assertTrue(listener.getConfigurationFailures().isEmpty(), () -> "" + listener.getConfigurationFailures());
        assertTrue(listener.getPassedTests().size() > 10, "the suite has hardly run");
        List<ITestResult> results = new ArrayList<>(listener.getPassedTests());
        results.addAll(listener.getFailedTests());
        return results.stream()
                .map(result -> dynamicTest(result.getName(), () -> {
                    if (result.getThrowable() != null) {
                        throw result.getThrowable();
                    }
                }));
    }
}

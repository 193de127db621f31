package dev.eventstore.testkit.suites;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What becomes of the tests of a suite when it is run against something that does nothing. */
record SuiteRun(List<String> failed, List<String> passed, List<String> skipped, List<String> notBegun) {

    private static final String PATIENCE = "testkit.patience-millis";

    /** Runs a suite with little patience, since what it waits for will not come. */
    static SuiteRun of(Class<?> suite) {
        SuiteRun run = new SuiteRun(
                new CopyOnWriteArrayList<>(),
                new CopyOnWriteArrayList<>(),
                new CopyOnWriteArrayList<>(),
                new CopyOnWriteArrayList<>());
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(suite))
                .build();
        String before = System.getProperty(PATIENCE);
        System.setProperty(PATIENCE, "50");
        try {
            LauncherFactory.create().execute(request, run.listener());
        } finally {
            if (before == null) {
                System.clearProperty(PATIENCE);
            } else {
                System.setProperty(PATIENCE, before);
            }
        }
        return run;
    }

    /** A test that fails before it begins says nothing about the suite. */
    private static boolean isBefore(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("Suite")
                        && List.of("open", "openStore", "startNodes").contains(frame.getMethodName())
                        && Stream.of(failure.getStackTrace())
                                .noneMatch(other -> other.getMethodName().contains("_")));
    }

    private TestExecutionListener listener() {
        return new TestExecutionListener() {
            @Override
            public void executionSkipped(TestIdentifier test, String reason) {
                skipped.add(test.getDisplayName());
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (!test.isTest()) {
                    return;
                }
                result.getThrowable()
                        .filter(SuiteRun::isBefore)
                        .ifPresent(failure -> notBegun.add(test.getDisplayName() + ": " + failure));
                List<String> where = switch (result.getStatus()) {
                    case SUCCESSFUL -> passed;
                    case ABORTED -> skipped;
                    case FAILED -> failed;
                };
                where.add(test.getDisplayName());
            }
        };
    }
}

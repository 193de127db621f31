package dev.eventstore.it.arch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.eventstore.it.BuiltModules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds in the classes that users get, and every rule sees the violation that was planted for it. */
class ArchitectureTest {

    /** Fewer classes than these were not the whole module: a rule over nothing is always green. */
    private static final Map<String, Integer> AT_LEAST =
            Map.of("dev.eventstore.api", 50, "dev.eventstore.core", 120, "dev.eventstore.postgres", 30);

    private static JavaClasses production;

    @BeforeAll
    static void import_what_was_built() {
        production = Classes.production();
    }

    static Stream<Rule> rules() {
        return Stream.of(LayerRules.ALL, LibraryRules.ALL, CoreRules.ALL, FailureRules.ALL, PackageRules.ALL)
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_built_classes_obey(Rule rule) {
        rule.rule().check(production);
    }

    @ParameterizedTest(name = "{0}: seen red")
    @MethodSource("rules")
    void a_planted_violation_is_seen(Rule rule, @TempDir Path folder) throws IOException {
        JavaClasses planted = Classes.compiled(rule.planted(), folder);
        EvaluationResult result = rule.rule().allowEmptyShould(true).evaluate(planted);
        String seen = result.getFailureReport().toString();
        String culprit = Rule.className(rule.planted().get(0));
        assertTrue(result.hasViolation() && seen.contains(culprit), () -> "not seen: " + culprit + " in: " + seen);
    }

    @Test
    void all_classes_of_all_modules_were_imported() {
        Map<String, Integer> imported = new TreeMap<>();
        for (String module : BuiltModules.descriptors().keySet()) {
            long classes = production.stream()
                    .filter(each -> (each.getPackageName() + ".").startsWith(module + "."))
                    .count();
            imported.put(module, (int) classes);
        }
        assertTrue(
                imported.values().stream().allMatch(count -> count >= 3)
                        && AT_LEAST.entrySet().stream()
                                .allMatch(each -> imported.getOrDefault(each.getKey(), 0) >= each.getValue()),
                () -> "expected at least 3 classes a module, and " + AT_LEAST + ", but imported " + imported);
    }
}

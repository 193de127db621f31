package dev.eventstore.it.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.eventstore.api.error.EventStoreException;
import java.util.List;
import java.util.Set;

/** What may be thrown. */
final class FailureRules {

    /** What the user writes, and what is closed in a try statement: whatever they throw is caught by its caller. */
    private static final Set<String> THE_USERS =
            Set.of("dev.eventstore.api.subscription.Subscriber.onEvents", "java.lang.AutoCloseable.close");

    static final List<Rule> ALL = List.of(
            new Rule(
                    "the api throws the store's exceptions, or refuses an argument",
                    noClasses()
                            .that()
                            .resideInAPackage("dev.eventstore.api..")
                            .should()
                            .callConstructorWhere(made(
                                    "anything thrown but EventStoreException, IllegalArgumentException and"
                                            + " NullPointerException",
                                    FailureRules::strange))
                            .because("a caller catches one family; wrong arguments are bugs of the caller"),
                    "package dev.eventstore.api;"
                            + " class Planted { void x() { throw new IllegalStateException(\"\"); } }"),
            new Rule(
                    "no method of the api declares a checked exception",
                    classes().that().resideInAPackage("dev.eventstore.api..").should(declareNothingChecked()),
                    "package dev.eventstore.api; interface Planted { void x() throws java.io.IOException; }"),
            new Rule(
                    "every exception of the store is one of the family",
                    classes()
                            .that()
                            .resideInAPackage("dev.eventstore.api..")
                            .and()
                            .areAssignableTo(Throwable.class)
                            .should()
                            .beAssignableTo(EventStoreException.class)
                            .andShould()
                            .resideInAPackage("dev.eventstore.api.error"),
                    "package dev.eventstore.api.error; class Planted extends RuntimeException {"
                            + " private static final long serialVersionUID = 1; }"),
            new Rule(
                    "nobody throws a generic exception",
                    GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS,
                    "package dev.eventstore.core.feed;"
                            + " class Planted { void x() { throw new RuntimeException(\"\"); } }"));

    private FailureRules() {}

    private static boolean strange(JavaConstructorCall call) {
        JavaClass made = call.getTargetOwner();
        boolean ofItsOwnChain = call.getOrigin().isConstructor()
                && call.getOriginOwner().isAssignableTo(made.getName())
                && made.isAssignableTo(RuntimeException.class);
        return made.isAssignableTo(Throwable.class)
                && !made.isAssignableTo(EventStoreException.class)
                && !made.isEquivalentTo(IllegalArgumentException.class)
                && !made.isEquivalentTo(NullPointerException.class)
                && !ofItsOwnChain;
    }

    private static DescribedPredicate<JavaConstructorCall> made(
            String description, java.util.function.Predicate<JavaConstructorCall> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static ArchCondition<JavaClass> declareNothingChecked() {
        return new ArchCondition<>("declare no checked exception") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    boolean checked = unit.getExceptionTypes().stream()
                            .anyMatch(each -> !each.isAssignableTo(RuntimeException.class));
                    if (checked && !THE_USERS.contains(type.getName() + "." + unit.getName())) {
                        events.add(SimpleConditionEvent.violated(unit, unit.getDescription() + " declares one"));
                    }
                }
            }
        };
    }
}

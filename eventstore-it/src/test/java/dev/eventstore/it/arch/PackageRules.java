package dev.eventstore.it.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.eventstore.it.BuiltModules;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** How packages are kept small, described and closed. */
final class PackageRules {

    private static final int MAX_CLASSES = 12;
    private static final String MANY_SMALL_ONES = "dev.eventstore.api.error";
    private static final Set<String> EXPORTED = BuiltModules.exported();
    private static final Set<String> PROVIDERS = BuiltModules.providers();

    static final List<Rule> ALL = List.of(
            new Rule(
                    "a package has at most twelve classes",
                    all(packages())
                            .should(be(
                                    "small, but the exceptions'",
                                    each -> each.getName().equals(MANY_SMALL_ONES)
                                            || topLevel(each).size() <= MAX_CLASSES))
                            .because("a reader keeps no more in mind"),
                    IntStream.rangeClosed(1, MAX_CLASSES + 1)
                            .mapToObj(number -> "package dev.eventstore.core.feed; class Planted" + number + " { }")
                            .toArray(String[]::new)),
            new Rule(
                    "a package says what it is, and where nulls may be",
                    all(packages())
                            .should(be(
                                    "described by a @NullMarked package-info",
                                    each -> each.tryGetPackageInfo()
                                            .filter(info -> info.isAnnotatedWith(NullMarked.class))
                                            .isPresent())),
                    "package dev.eventstore.core.feed.planted; class Planted { }"),
            new Rule(
                    "what only its package uses is not public",
                    classes()
                            .that()
                            .arePublic()
                            .and()
                            .areTopLevelClasses()
                            .and(DescribedPredicate.describe("are not exported", PackageRules::hidden))
                            .should(beUsedFromOtherPackages()),
                    "package dev.eventstore.core.feed; public class Planted { }"));

    private PackageRules() {}

    private static AbstractClassesTransformer<JavaPackage> packages() {
        return new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses classes) {
                return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
            }
        };
    }

    private static List<JavaClass> topLevel(JavaPackage each) {
        return each.getClasses().stream()
                .filter(type -> type.isTopLevelClass()
                        && !type.isArray()
                        && !type.getSimpleName().equals("package-info"))
                .toList();
    }

    private static ArchCondition<JavaPackage> be(String description, Predicate<JavaPackage> predicate) {
        return new ArchCondition<>("be " + description) {
            @Override
            public void check(JavaPackage each, ConditionEvents events) {
                if (!predicate.test(each)) {
                    List<String> classes = topLevel(each).stream()
                            .map(JavaClass::getName)
                            .sorted()
                            .toList();
                    String message = each.getName() + " is not " + description + ": " + classes.size() + " " + classes;
                    events.add(SimpleConditionEvent.violated(each, message));
                }
            }
        };
    }

    /** Not exported, no service and no program: so nobody outside of our modules can name it. */
    private static boolean hidden(JavaClass type) {
        return !EXPORTED.contains(type.getPackageName())
                && !PROVIDERS.contains(type.getName())
                && type.getMethods().stream().map(JavaMember::getName).noneMatch("main"::equals)
                && type.getFields().stream().noneMatch(PackageRules::inlined);
    }

    /** A constant that javac copies into its users, so who uses it is not to be seen. */
    private static boolean inlined(JavaField field) {
        return field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL))
                && !field.getModifiers().contains(JavaModifier.PRIVATE)
                && (field.getRawType().isPrimitive() || field.getRawType().isEquivalentTo(String.class));
    }

    private static ArchCondition<JavaClass> beUsedFromOtherPackages() {
        return new ArchCondition<>("be used from other packages") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used = withNested(type)
                        .flatMap(each -> each.getDirectDependenciesToSelf().stream())
                        .map(dependency -> dependency.getOriginClass().getPackageName())
                        .anyMatch(user -> !user.equals(type.getPackageName()));
                if (!used) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " can be package-private"));
                }
            }
        };
    }

    /** Who uses a record within a class need not name the class. */
    private static Stream<JavaClass> withNested(JavaClass type) {
        return type.getPackage().getClasses().stream()
                .filter(each -> each.equals(type) || each.getName().startsWith(type.getName() + "$"));
    }
}

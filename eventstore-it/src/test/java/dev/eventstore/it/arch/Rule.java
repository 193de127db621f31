package dev.eventstore.it.arch;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule of the architecture and code that breaks it, so that no rule stands here which was never seen red. Immutable.
 *
 * @param sentence what holds
 * @param rule checks it
 * @param planted sources of classes that break it, each a whole file
 */
record Rule(String sentence, ArchRule rule, List<String> planted) {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|enum|record) (\\w+)");

    Rule(String sentence, ArchRule rule, String... planted) {
        this(sentence, rule, List.of(planted));
    }

    Rule {
        if (planted.isEmpty()) {
            throw new IllegalArgumentException("a rule must have a planted violation, but '" + sentence + "' has none");
        }
    }

    /** The name of the class that a source declares. */
    static String className(String source) {
        return found(PACKAGE, source) + "." + found(TYPE, source);
    }

    private static String found(Pattern pattern, String source) {
        Matcher matcher = pattern.matcher(source);
        if (!matcher.find()) {
            throw new IllegalArgumentException("a planted source must match " + pattern + ", but was: " + source);
        }
        return matcher.group(1);
    }

    @Override
    public String toString() {
        return sentence;
    }
}

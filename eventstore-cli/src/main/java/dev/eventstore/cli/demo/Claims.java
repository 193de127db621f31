package dev.eventstore.cli.demo;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.JsonLine;

/**
 * What the demonstration claims, each with the outcome of its check; nothing is shown as held that was not checked. Confined
 * to one thread.
 */
final class Claims {

    private final Console console;
    private final boolean json;
    private int held;
    private int failed;

    Claims(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** Begins a chapter. */
    void chapter(String title) {
        if (!json) {
            console.print("");
            console.print(title);
            console.flush();
        }
    }

    /** Says something that is no claim. */
    void say(String text) {
        if (!json) {
            console.print(text);
            console.flush();
        }
    }

    /** Says that something was not shown, and why: also to programs, which would miss it. */
    void leftOut(String why) {
        if (json) {
            console.print(new JsonLine().put("leftOut", why).toString());
            console.flush();
        } else {
            say("  Left out: " + why);
        }
    }

    /**
     * A claim and the outcome of its check.
     *
     * @param claim what is claimed
     * @param expected what the check must find
     * @param found what it found
     */
    void check(String claim, Object expected, Object found) {
        boolean holds = expected.equals(found);
        if (holds) {
            held++;
        } else {
            failed++;
        }
        if (json) {
            console.print(new JsonLine()
                    .put("claim", claim)
                    .put("holds", holds)
                    .put("expected", String.valueOf(expected))
                    .put("found", String.valueOf(found))
                    .toString());
        } else {
            console.print("  " + (holds ? "✔ " : "✘ ") + claim
                    + (holds
                            ? ""
                            : "\n      expected " + shortened(expected) + "\n      found    " + shortened(found)));
        }
        console.flush();
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    int held() {
        return held;
    }

    int failed() {
        return failed;
    }
}

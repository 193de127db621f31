package dev.eventstore.cli.node;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, as a shell would split it: '…' is literal, "…" and what stands outside of quotes know \ before a
 * character. Unlike in a shell, a word that begins with { or [ is JSON and ends where that does, so it needs no quotes.
 * Immutable.
 */
final class Words {

    private final List<String> words;
    private final boolean complete;
    private final boolean inWord;
    private final int start;

    private Words(List<String> words, boolean complete, boolean inWord, int start) {
        this.words = List.copyOf(words);
        this.complete = complete;
        this.inWord = inWord;
        this.start = start;
    }

    /**
     * Splits a line.
     *
     * @param line the line
     * @return its words, the last of them perhaps not at its end
     */
    static Words of(String line) {
        return new Splitting(line).split();
    }

    /** The words without their quotes. */
    List<String> all() {
        return words;
    }

    /** Whether every quote and bracket is closed. */
    boolean complete() {
        return complete;
    }

    /** Whether the line ends within the last word, so that more of it may follow. */
    boolean inWord() {
        return inWord;
    }

    /** The last word as far as the line has it, without its quotes; nothing if the line ends between words. */
    String last() {
        return inWord ? words.get(words.size() - 1) : "";
    }

    /** Where the last word begins, quotes and all; the end of the line if it ends between words. */
    int start() {
        return start;
    }

    /** A word as it must be typed. */
    static String quoted(String word) {
        return word.matches("[^\\s'\"\\\\{\\[]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** A line on its way to words. */
    private static final class Splitting {

        private final String line;
        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private int at;
        private int start;
        private boolean complete = true;

        Splitting(String line) {
            this.line = line;
        }

        Words split() {
            boolean inWord = false;
            while (at < line.length()) {
                char next = line.charAt(at);
                start = inWord ? start : at;
                if (Character.isWhitespace(next)) {
                    end(inWord);
                    inWord = false;
                    at++;
                } else if (!inWord && (next == '{' || next == '[')) {
                    inWord = true;
                    json();
                } else {
                    inWord = true;
                    part(next);
                }
            }
            end(inWord);
            return new Words(words, complete, inWord, inWord ? start : line.length());
        }

        private void end(boolean inWord) {
            if (inWord) {
                words.add(word.toString());
                word.setLength(0);
            }
        }

        private void part(char first) {
            at++;
            if (first == '\'') {
                int close = line.indexOf('\'', at);
                complete = close >= 0;
                word.append(line, at, complete ? close : line.length());
                at = complete ? close + 1 : line.length();
            } else if (first == '"') {
                quoted();
            } else if (first == '\\') {
                escaped();
            } else {
                word.append(first);
            }
        }

        private void quoted() {
            while (at < line.length() && line.charAt(at) != '"') {
                char next = line.charAt(at++);
                if (next == '\\') {
                    escaped();
                } else {
                    word.append(next);
                }
            }
            complete = at < line.length();
            at++;
        }

        private void escaped() {
            complete = at < line.length();
            if (complete) {
                word.append(line.charAt(at++));
            }
        }

        /** Up to the bracket that closes the first one; brackets in texts do not count. */
        private void json() {
            int depth = 0;
            boolean text = false;
            do {
                char next = line.charAt(at++);
                word.append(next);
                if (text && next == '\\' && at < line.length()) {
                    word.append(line.charAt(at++));
                } else if (next == '"') {
                    text = !text;
                } else if (!text) {
                    depth += "{[".indexOf(next) >= 0 ? 1 : "}]".indexOf(next) >= 0 ? -1 : 0;
                }
            } while (depth > 0 && at < line.length());
            complete = depth == 0;
        }
    }
}

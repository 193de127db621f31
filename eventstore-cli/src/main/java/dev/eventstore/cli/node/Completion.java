package dev.eventstore.cli.node;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * What the tab key offers: commands, then their options, and the streams that were named before. A line whose quotes or
 * brackets are open goes on. Confined to the thread of its line reader, but for {@link #offer}.
 */
final class Completion implements Completer, Parser {

    private static final int MAX_STREAMS = 1_000;

    private final Set<String> streams = new LinkedHashSet<>(Set.of("$all"));
    private volatile List<String> commands = List.of();
    private volatile Function<String, List<String>> options = command -> List.of();

    void offer(List<String> names, Function<String, List<String>> optionsOf) {
        commands = List.copyOf(names);
        options = optionsOf;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE) {
            Words whole = Words.of(line);
            if (!whole.complete()) {
                throw new EOFError(-1, -1, "a quote or bracket is not closed");
            }
            remember(whole.all());
        }
        Words words = Words.of(line.substring(0, cursor));
        return new Parsed(words, line, cursor);
    }

    private void remember(List<String> words) {
        int at = lengthOfName(words);
        boolean named = words.size() > at
                && !words.get(at).startsWith("-")
                && !words.get(0).equals("help");
        if (named && streams.size() < MAX_STREAMS) {
            streams.add(words.get(at));
        }
    }

    /** How many words the name of the line's command has. */
    private int lengthOfName(List<String> words) {
        return !words.isEmpty() && commands.stream().anyMatch(each -> each.startsWith(words.get(0) + " ")) ? 2 : 1;
    }

    /** What the names of commands have as their word at this place, if they begin with these words. */
    private List<String> wordsOfNames(List<String> before) {
        return commands.stream()
                .map(name -> List.of(name.split(" ")))
                .filter(name -> name.size() > before.size()
                        && name.subList(0, before.size()).equals(before))
                .map(name -> name.get(before.size()))
                .distinct()
                .toList();
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        offered(line).stream()
                .filter(text -> text.startsWith(line.word()))
                .map(Candidate::new)
                .forEach(candidates::add);
    }

    private List<String> offered(ParsedLine line) {
        List<String> before = line.words().subList(0, line.wordIndex());
        if (!before.isEmpty() && before.get(0).equals("help")) {
            return wordsOfNames(before.subList(1, before.size()));
        }
        int length = lengthOfName(before);
        if (before.size() < length) {
            return wordsOfNames(before);
        }
        if (line.word().startsWith("-")) {
            return options.apply(String.join(" ", before.subList(0, length)));
        }
        return before.size() > length ? List.of() : List.copyOf(streams);
    }

    /** A line up to the cursor. */
    private record Parsed(Words parts, String line, int cursor) implements CompletingParsedLine {

        @Override
        public String word() {
            return parts.last();
        }

        @Override
        public int wordCursor() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return parts.all().size() - (parts.inWord() ? 1 : 0);
        }

        @Override
        public List<String> words() {
            return parts.all();
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return Words.quoted(candidate.toString());
        }

        @Override
        public int rawWordCursor() {
            return cursor - parts.start();
        }

        @Override
        public int rawWordLength() {
            return rawWordCursor();
        }
    }
}

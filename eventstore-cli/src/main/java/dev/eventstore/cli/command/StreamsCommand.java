package dev.eventstore.cli.command;

import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists streams. Confined to one thread. */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        description = "List streams, a page at a time: version, creation, name. Softly deleted ones are marked.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore streams",
            "  ./eventstore streams --search order- --page 2",
            "  ./eventstore streams --sort version --descending --page-size 10 --json"
        })
public final class StreamsCommand extends StoreCommand {

    @Option(
            names = "--search",
            paramLabel = "TERM",
            defaultValue = "",
            description = "Only streams whose names contain this, exactly as it is.")
    private String search = "";

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "name",
            description = "By name (default), version, created or deleted. Ties are by name.")
    private Sort sort = Sort.NAME;

    @Option(names = "--descending", description = "The largest or newest first.")
    private boolean descending;

    @Option(names = "--page", paramLabel = "N", defaultValue = "1", description = "Which page (default: 1).")
    private int page = 1;

    @Option(
            names = "--page-size",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many streams a page has, at most 1000 (default: 50).")
    private int pageSize = 1;

    @Option(names = "--without-all", description = "Leave $all out.")
    private boolean withoutAll;

    @Option(names = "--without-deleted", description = "Leave softly deleted streams out.")
    private boolean withoutDeleted;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public StreamsCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        query();
    }

    @Override
    protected int run(StoreSession session) {
        Page<StreamInfo> streams = session.store().streams(query());
        streams.entries().forEach(info -> console.answer(json, json ? json(info) : line(info)));
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("page", streams.number())
                                .put("pageSize", streams.size())
                                .put("totalPages", streams.totalPages())
                                .put("totalEntries", streams.totalEntries())
                                .toString()
                        : (streams.number() > streams.totalPages()
                                        ? "There is no page %d: pages in all: %d, streams in all: %d."
                                        : "Page %d of %d, streams in all: %d.")
                                .formatted(streams.number(), streams.totalPages(), streams.totalEntries()));
        return DONE;
    }

    private StreamQuery query() {
        StreamQuery found =
                Conversions.option("--search", () -> StreamQuery.all().search(search));
        StreamQuery paged = Conversions.option("--page", () -> found.page(page));
        StreamQuery query = Conversions.option("--page-size", () -> paged.pageSize(pageSize))
                .sortBy(sort);
        query = descending ? query.descending() : query;
        query = withoutAll ? query.withoutAll() : query;
        return withoutDeleted ? query.withoutDeleted() : query;
    }

    private static String line(StreamInfo info) {
        return "%d  %s  %s%s"
                .formatted(
                        info.version(),
                        info.createdAt(),
                        info.stream(),
                        info.deletedAt().map(at -> "  (deleted " + at + ")").orElse(""));
    }

    private static String json(StreamInfo info) {
        return new JsonLine()
                .put("stream", info.stream().value())
                .put("version", info.version())
                .put("createdAt", info.createdAt().toString())
                .put("deleted", info.isDeleted())
                .put("deletedAt", info.deletedAt().map(Instant::toString).orElse(null))
                .toString();
    }
}

package dev.annals.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What docs/OPERATIONS.md names in the first columns of its tables. */
record OperationsDocument(String text) {

    static OperationsDocument read() throws IOException {
        return new OperationsDocument(Files.readString(Repository.ROOT.resolve("docs/OPERATIONS.md")));
    }

    Set<String> settings() {
        return rows("\\| `(ANNALS_\\w+)` \\|");
    }

    /** As Prometheus sees them. */
    Set<String> metrics() {
        return rows("\\| `(annals_\\w+)` \\|");
    }

    /** How the names of the metrics begin that are not ours. */
    Set<String> foreignMetrics() {
        String sentence = text.substring(text.indexOf("Besides those, the libraries' own"));
        return Pattern.compile("`(\\w+_)\\*`")
                .matcher(sentence.substring(0, sentence.indexOf("\n\n")))
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Micrometer's names. */
    Set<String> publisherMeters() {
        return rows("\\| `(annals\\.publisher[\\w.]+)` \\|");
    }

    /** Of each line the pieces that do not differ. */
    Set<List<String>> logLines() {
        String section = text.substring(text.indexOf("\n## Log lines"), text.indexOf("\n## When something happens"));
        return new OperationsDocument(section)
                .rows("\\| ([^|]*`[^|]*) \\| (?:worker|API|publisher)").stream()
                        .map(OperationsDocument::inCodeStyle)
                        .collect(Collectors.toSet());
    }

    private static List<String> inCodeStyle(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(piece -> piece.group(1))
                .toList();
    }

    private Set<String> rows(String pattern) {
        return Pattern.compile("(?m)^" + pattern)
                .matcher(text)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

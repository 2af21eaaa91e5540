package dev.annals.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * docs/PERFORMANCE.md: each benchmark's section stands between two comments, and its run replaces it.
 */
final class PerformancePage {

    private final Path file;

    PerformancePage(Path file) {
        this.file = file;
    }

    /** Puts the text in the place of the last run's. */
    void write(String benchmark, String text) throws IOException {
        String page = Files.readString(file);
        String begin = "<!-- " + benchmark + ": written by ./annals bench " + benchmark + " -->\n";
        String end = "<!-- " + benchmark + ": end -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(
                    file + " has no place for this; it needs the lines\n" + begin + end + "one after the other");
        }
        Files.writeString(file, page.substring(0, from + begin.length()) + text + page.substring(to));
    }
}

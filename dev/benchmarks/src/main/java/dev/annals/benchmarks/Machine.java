package dev.annals.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where and of what something was measured. */
final class Machine {

    private static final double KIB_PER_GIB = 1024.0 * 1024;

    private Machine() {}

    /** {@code 2 × AMD EPYC, 23 GiB, Linux 6.1.0, JDK 17.0.15} */
    static String text() {
        return Runtime.getRuntime().availableProcessors() + " × " + processor() + memory() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", JDK "
                + System.getProperty("java.version");
    }

    /** Of the checkout that is the working directory, or one above it; "unknown" elsewhere. */
    static String commit() {
        String commit = git("rev-parse", "--short=10", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        boolean isChanged = !git("status", "--porcelain", "--untracked-files=no", "--", ":!docs")
                .isEmpty();
        return commit + (isChanged ? " and changes" : "");
    }

    private static String git(String... arguments) {
        String[] command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String processor() {
        return lines("/proc/cpuinfo", "model name").findFirst().orElse(System.getProperty("os.arch"));
    }

    private static String memory() {
        return lines("/proc/meminfo", "MemTotal")
                .findFirst()
                .map(text -> Double.parseDouble(text.substring(0, text.indexOf(' '))) / KIB_PER_GIB)
                .map(gib -> String.format(Locale.ROOT, ", %.0f GiB", gib))
                .orElse("");
    }

    /** The values of that name. */
    private static Stream<String> lines(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException notLinux) {
            return Stream.empty();
        }
    }
}

package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo in a JVM of its own, with our class path, running. */
record ChildDemo(Process process, String said, URI api, Path data, List<ProcessHandle> others)
        implements AutoCloseable {

    private static final String READY = "Ctrl-C ends it.";
    private static final Pattern API = Pattern.compile(" API +(http://\\S+)/v1/events");
    private static final Pattern DATA = Pattern.compile(" data +(\\S.*) \\(");

    /** Returns when it has printed what to try. */
    static ChildDemo start(Path temporary, String... options) throws IOException {
        Process process = launch(temporary, Redirect.INHERIT, options);
        String said = untilReady(process);
        return new ChildDemo(
                process,
                said,
                URI.create(first(API, said)),
                Path.of(first(DATA, said)),
                process.descendants().toList());
    }

    /** Whatever it comes to. */
    static Process launch(Path temporary, Redirect errors, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectError(errors).start();
    }

    private static String untilReady(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.contains(READY)) {
                return said.toString();
            }
        }
        throw new IOException("the demo ended before it was ready; it printed: " + said);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    /** PostgreSQL, its children and the watchdogs that are still there; the dead can stay listed, without a command. */
    List<ProcessHandle> othersAlive() {
        return others.stream()
                .filter(handle -> handle.isAlive() && handle.info().command().isPresent())
                .toList();
    }

    /** SIGTERM; returns the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package dev.annals.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM with our class path, which says one line when it is ready and then waits to be killed. */
record ChildJvm(Process process, String firstLine) implements AutoCloseable {
    static ChildJvm start(Path home, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        if (line == null) {
            throw new IOException(main.getSimpleName() + " ended before it was ready");
        }
        return new ChildJvm(process, line);
    }

    /** Everything it has started and that is still its child: the watchdogs. */
    List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    static Stream<ProcessHandle> alive(List<ProcessHandle> processes) {
        return processes.stream().filter(handle -> handle.info().command().isPresent());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

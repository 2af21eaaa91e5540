package dev.annals.allinone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process, which opens a data directory and ends. */
final class DirectoryInChild {

    private DirectoryInChild() {}

    /** What it said: nothing if it could. */
    static String open(Path directory) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectoryInChild.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws IOException {
        DataDirectory.open(Path.of(arguments[0])).close();
    }
}

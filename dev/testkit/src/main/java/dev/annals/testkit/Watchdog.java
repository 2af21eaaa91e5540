package dev.annals.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Cleans up a directory when this JVM dies, even by {@code kill -9}: a server started from here would live on.
 *
 * <p>It is a small shell process that reads from a pipe of ours. When the pipe closes without a farewell, it stops
 * any PostgreSQL whose data lie in the directory or up to two levels below it, and then, if asked, removes the
 * directory. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {
    private static final String SCRIPT = script();

    private final Process shell;

    private Watchdog(Path directory, String fate, String owner) throws IOException {
        shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        SCRIPT,
                        "annals-watchdog",
                        directory.toRealPath().toString(),
                        fate,
                        owner)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    /** For a directory that nobody uses again: a temporary one, under a name of its own. */
    public static Watchdog removing(Path directory) throws IOException {
        return new Watchdog(directory, "remove", "");
    }

    /** For a directory that stays: hands off as soon as its file {@code owner} no longer holds {@code owner}. */
    static Watchdog keeping(Path directory, String owner) throws IOException {
        return new Watchdog(directory, "keep", owner);
    }

    /** Sends the shell away: it does nothing more, whatever happens to this JVM. */
    @Override
    public void close() {
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write("released\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException alreadyGone) {
            // somebody killed it, or a second close: either way it does nothing more
        }
    }

    @Override
    public String toString() {
        return "annals-watchdog{" + shell.pid() + "}";
    }

    private static String script() {
        try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            if (in == null) {
                throw new IllegalStateException("watchdog.sh is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.annals.testkit.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell that does something to the system, and undoes it when it is told to, or when its input ends: when this JVM is
 * gone, however it ended. A Ctrl-C, which all processes of a terminal get, does not touch it.
 */
public final class Keeper implements AutoCloseable {

    private static final char READY = '!';

    private final Process shell;
    private final List<String> arguments;

    private Keeper(Process shell, List<String> arguments) {
        this.shell = shell;
        this.arguments = arguments;
    }

    /**
     * Returns when it is done.
     *
     * @param begin what is done, in the shell's language, with the arguments as {@code $1} and so on
     * @param end what is done last; {@code $word} is what the shell was told, or empty
     * @throws IOException with what it said, if it could not be done
     */
    public static Keeper of(String begin, String end, String... arguments) throws IOException {
        String script =
                "trap '' HUP INT TERM\n" + begin + " || exit 1\nprintf '" + READY + "'\nword=\nread -r word\n" + end;
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "annals-keeper"));
        command.addAll(List.of(arguments));
        Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
        int first = shell.getInputStream().read();
        if (first == READY) {
            return new Keeper(shell, List.of(arguments));
        }
        shell.getOutputStream().close();
        String rest = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException(
                begin + " failed with " + List.of(arguments) + ": " + (first < 0 ? "" : (char) first + rest).strip());
    }

    /** Freezes a process; told {@code thaw} it thaws it, told {@code gone} it leaves it alone, else it kills it. */
    public static Keeper freezing(long pid) throws IOException {
        return of(
                "kill -s STOP \"$1\"",
                "case $word in thaw) kill -s CONT \"$1\" ;; gone) ;; *) kill -s KILL \"$1\" ;; esac",
                Long.toString(pid));
    }

    /** Returns when what was done is undone. */
    public void end(String word) throws IOException, InterruptedException {
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write((word + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new IOException(this + " could not undo what it did: " + said.strip());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        end("");
    }

    @Override
    public String toString() {
        return "annals-keeper{" + shell.pid() + ", " + String.join(" ", arguments) + "}";
    }
}

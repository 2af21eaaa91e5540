package dev.annals.command.publish;

import java.io.PrintStream;

/**
 * Standard error: lines that stay and, on a terminal, one below them that is drawn again and again.
 *
 * <p>Thread-safe: one lock, its own.
 */
public final class Console {

    private final PrintStream err;
    private final boolean isTerminal;
    private int drawn;

    public Console(PrintStream err, boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
    }

    public synchronized void say(String line) {
        clear();
        err.println(line);
    }

    /** Nothing, unless it is a terminal. */
    synchronized void draw(String progress) {
        if (!isTerminal) {
            return;
        }
        err.print("\r" + progress + " ".repeat(Math.max(0, drawn - progress.length())));
        err.flush();
        drawn = progress.length();
    }

    synchronized void clear() {
        if (drawn > 0) {
            err.print("\r" + " ".repeat(drawn) + "\r");
            err.flush();
            drawn = 0;
        }
    }
}

package dev.annals.allinone;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be closed, last in, first out; one that fails does not keep the others from it. Thread-safe. */
final class Closing implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    synchronized void add(AutoCloseable closeable) {
        open.push(closeable);
    }

    @Override
    public synchronized void close() throws IOException {
        IOException failure = new IOException("not everything could be stopped");
        closeAfter(failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /** What goes wrong is added to the exception that the caller is about to throw. */
    synchronized void closeAfter(Exception cause) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }
}

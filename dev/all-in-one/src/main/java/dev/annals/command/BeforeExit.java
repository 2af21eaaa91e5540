package dev.annals.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A piece of work that Ctrl-C and SIGTERM end in order: they run an action that asks it to end, and the JVM stays until
 * it has, or until it has taken too long.
 */
final class BeforeExit implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Duration patience;
    private final Thread hook;

    private BeforeExit(Runnable askToEnd, Duration patience) {
        this.patience = patience;
        hook = new Thread(() -> end(askToEnd), "annals-stopper");
    }

    static BeforeExit run(Runnable askToEnd) {
        return run(askToEnd, PATIENCE);
    }

    static BeforeExit run(Runnable askToEnd, Duration patience) {
        BeforeExit beforeExit = new BeforeExit(askToEnd, patience);
        Runtime.getRuntime().addShutdownHook(beforeExit.hook);
        return beforeExit;
    }

    private void end(Runnable askToEnd) {
        askToEnd.run();
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("annals: did not end in " + patience.toSeconds() + " s, is ended now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has ended. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // this very hook is waiting, and now goes on
        }
    }
}

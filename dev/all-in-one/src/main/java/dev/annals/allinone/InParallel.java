package dev.annals.allinone;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/** Two things at the same time. */
final class InParallel {

    private InParallel() {}

    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Returns when both have ended; throws what went wrong, the first's before the second's. */
    static void run(Step first, Step second) throws IOException {
        Attempt beside = new Attempt(first);
        Thread thread = new Thread(beside, "annals-start");
        thread.start();
        Attempt here = new Attempt(second);
        here.run();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while starting");
        }
        beside.throwFailure();
        here.throwFailure();
    }

    /** Confined to the thread that runs it, and after its end to the one that asks. */
    private static final class Attempt implements Runnable {

        private final Step step;
        private @Nullable Throwable failure;

        Attempt(Step step) {
            this.step = step;
        }

        @Override
        public void run() {
            try {
                step.run();
            } catch (IOException | RuntimeException | Error e) { // thrown again by the one who asks
                failure = e;
            }
        }

        void throwFailure() throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }
}

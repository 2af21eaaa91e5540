package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The caller stays where it is until it was looked at there: nothing is left to chance. */
class CallerStacksTest {

    private final CountDownLatch there = new CountDownLatch(1);
    private final CountDownLatch seen = new CountDownLatch(1);

    @Test
    void looksAreCounted_ofACallThatDoesNothingForbidden() throws InterruptedException {
        CallerStacks stacks = lookAt(() -> Callee.call(this::stay));

        assertThat(stacks.samplesInCall()).isPositive().isLessThanOrEqualTo(stacks.samples());
        assertThat(stacks.forbidden()).isEmpty();
    }

    @Test
    void whatACallMayNotDo_isTold() throws InterruptedException {
        CallerStacks stacks = lookAt(() -> Callee.call(() -> print(this::stay)));

        assertThat(stacks.samplesInCall()).isPositive();
        assertThat(stacks.forbidden()).anyMatch(frame -> frame.contains("java.io.PrintStream.write"));
    }

    @Test
    void whatACallerDoesOtherwise_isItsOwnBusiness() throws InterruptedException {
        CallerStacks stacks = lookAt(() -> print(this::stay));

        assertThat(stacks.samplesInCall()).isZero();
        assertThat(stacks.forbidden()).isEmpty();
    }

    private CallerStacks lookAt(Runnable work) throws InterruptedException {
        Thread caller = new Thread(work, "caller");
        CallerStacks stacks = new CallerStacks(List.of(caller), Callee.class);
        caller.start();
        there.await();
        int before = stacks.samples();
        Eventually.succeeds(() -> assertThat(stacks.samples()).isGreaterThan(before + 1)); // one began before
        stacks.stop();
        seen.countDown();
        caller.join();
        return stacks;
    }

    private void stay() {
        there.countDown();
        try {
            seen.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(Runnable work) {
        new PrintStream(new OutputStream() {
                    @Override
                    public void write(int one) {
                        work.run();
                    }
                })
                .write('x');
    }

    private static final class Callee {

        static void call(Runnable work) {
            work.run();
        }
    }
}

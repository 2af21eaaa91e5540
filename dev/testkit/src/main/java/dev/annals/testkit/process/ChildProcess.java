package dev.annals.testkit.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of ours that can be killed, frozen and ended; it never outlives this one. That it ends without any of that is a
 * finding: {@link #diedAlone()}.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration TO_END = Duration.ofSeconds(90);

    private final Process process;
    private final String name;
    private boolean killed;
    private boolean told; // to end
    private @Nullable Keeper frost; // while it is frozen

    private ChildProcess(Process process, String name) {
        this.process = process;
        this.name = name;
    }

    /** @param log where its output is appended; beside it is what the process makes for a while, and leaves if it is killed */
    public static ChildProcess start(JavaProgram program, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(program.command(log.toAbsolutePath().resolveSibling("")));
        builder.environment().keySet().removeIf(key -> key.startsWith("ANNALS_"));
        builder.environment().putAll(program.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(Redirect.appendTo(new File(log.toString())));
        return new ChildProcess(builder.start(), program.name());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended, and nobody made it. */
    public boolean diedAlone() {
        return !isAlive() && !killed && !told;
    }

    /** Whether somebody did {@link #kill()} it. */
    public boolean wasKilled() {
        return killed;
    }

    /** As {@code kill -9}; also ends one that is frozen. */
    public void kill() throws IOException, InterruptedException {
        checkStory();
        killed = true;
        destroy();
    }

    private void destroy() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        melt("gone");
    }

    /** As {@code kill -STOP}. It cannot see the end of its input then: a keeper does. */
    public void freeze() throws IOException {
        checkStory();
        frost = Keeper.freezing(process.pid());
    }

    public void thaw() throws IOException, InterruptedException {
        melt("thaw");
    }

    private void melt(String how) throws IOException, InterruptedException {
        Keeper keeper = frost;
        frost = null;
        if (keeper != null) {
            keeper.end(how);
        }
    }

    /** Returns when it has ended by itself, with status 0. */
    public void awaitSuccess() throws IOException, InterruptedException {
        told = true;
        if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(this + " did not succeed");
        }
    }

    /** As {@code kill}; returns when it has ended; one that was killed or has ended so already is left alone. */
    public void end() throws IOException, InterruptedException {
        checkStory();
        told = true;
        if (isAlive()) {
            signal("TERM"); // destroy() would close its input as well, at which it halts
        }
        if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
            destroy();
            throw new IllegalStateException(this + " did not end within " + TO_END.toSeconds() + " s of SIGTERM");
        }
    }

    private void checkStory() {
        if (diedAlone()) {
            throw new IllegalStateException(this + " has ended by itself, with status " + process.exitValue());
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid()).start();
        if (kill.waitFor() != 0) {
            throw new IOException("cannot send SIG" + signal + " to " + name);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        destroy();
    }

    @Override
    public String toString() {
        return name + "{" + process.pid() + "}";
    }
}

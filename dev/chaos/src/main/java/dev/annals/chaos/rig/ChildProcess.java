package dev.annals.chaos.rig;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of ours that can be killed, frozen and ended; it never outlives this one. That it ends without any of that is a
 * finding: {@link #diedAlone()}.
 */
final class ChildProcess implements AutoCloseable {

    /**
     * A service does not share its processors with a broker and a database; here it has to, so they come after it. What is
     * measured of a publisher is then the publisher, and not the scheduler.
     */
    private static final List<String> BEHIND_PUBLISHERS = List.of("nice", "-n", "10");

    /** Half the processors' time for what is not measured. A publisher is run as a service runs. */
    private static final List<String> FRUGAL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Duration TO_END = Duration.ofSeconds(90);

    private final Process process;
    private final String name;
    private boolean killed;
    private boolean told; // to end
    private @Nullable Keeper frost; // while it is frozen

    /** @param log where its output is appended */
    ChildProcess(
            String name,
            Path log,
            List<String> jvmOptions,
            Map<String, String> environment,
            List<String> mainAndArguments)
            throws IOException {
        this(BEHIND_PUBLISHERS, name, log, of(FRUGAL, jvmOptions), environment, mainAndArguments);
    }

    /** @param prefix a command that becomes the one behind it */
    ChildProcess(
            List<String> prefix,
            String name,
            Path log,
            List<String> jvmOptions,
            Map<String, String> environment,
            List<String> mainAndArguments)
            throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Supervised.class.getName()));
        command.addAll(mainAndArguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("ANNALS_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(Redirect.appendTo(new File(log.toString())));
        process = builder.start();
    }

    private static List<String> of(List<String> first, List<String> rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(rest);
        return all;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended, and nobody made it. */
    boolean diedAlone() {
        return !isAlive() && !killed && !told;
    }

    /** Whether somebody did {@link #kill()} it. */
    boolean wasKilled() {
        return killed;
    }

    /** As {@code kill -9}; also ends one that is frozen. */
    void kill() throws IOException, InterruptedException {
        checkStory();
        killed = true;
        destroy();
    }

    private void destroy() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        melt("gone");
    }

    /** As {@code kill -STOP}. It cannot see the end of its input then: a keeper does. */
    void freeze() throws IOException {
        checkStory();
        frost = Keeper.freezing(process.pid());
    }

    void thaw() throws IOException, InterruptedException {
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
    void awaitSuccess() throws IOException, InterruptedException {
        told = true;
        if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(this + " did not succeed");
        }
    }

    /** As {@code kill}; returns when it has ended; one that was killed or has ended so already is left alone. */
    void end() throws IOException, InterruptedException {
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

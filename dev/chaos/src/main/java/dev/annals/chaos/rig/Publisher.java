package dev.annals.chaos.rig;

import dev.annals.chaos.load.LoadMain;
import dev.annals.chaos.load.LoadOptions;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service that publishes, in a process of its own. */
public final class Publisher implements AutoCloseable {

    private final ChildProcess process;

    private final @Nullable OwnDisk disk;
    private final Path journal;
    private final boolean drains;

    /**
     * @param measured whether its times count: then it runs as a service runs
     * @param prefix a command in front of its own, which puts it somewhere
     */
    Publisher(Path log, LoadOptions options, boolean measured, List<String> prefix, @Nullable OwnDisk disk)
            throws IOException {
        this.disk = disk;
        this.journal = options.journal();
        this.drains = options.drainSeconds() > 0;
        List<String> jvmOptions = new ArrayList<>(measured ? List.of() : Bystander.FRUGAL);
        jvmOptions.add("-Xmx256m");
        process = ChildProcess.start(
                JavaProgram.of("publisher " + options.name(), LoadMain.class.getName(), options.arguments())
                        .withPrefix(prefix)
                        .withJvmOptions(jvmOptions),
                log);
    }

    /** As {@code kill -9}. */
    public void kill() throws IOException, InterruptedException {
        process.kill();
    }

    /** Its spool's. */
    public void makeDiskWritable() throws IOException, InterruptedException {
        if (disk == null) {
            throw new IllegalStateException("it has no disk of its own");
        }
        disk.makeWritable(process.pid());
    }

    /** Stops the load; returns when nothing is queued or spooled any more. */
    public void end() throws IOException, InterruptedException {
        process.end();
    }

    /** What it did; there is none if it was killed before it could begin it. */
    public Path journal() {
        return journal;
    }

    /** Whether it takes the time to deliver everything before it ends. */
    public boolean drains() {
        return drains;
    }

    /** Whether somebody did {@link #kill()} it. */
    public boolean wasKilled() {
        return process.wasKilled();
    }

    boolean diedAlone() {
        return process.diedAlone();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}

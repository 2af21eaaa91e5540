package dev.annals.chaos.rig;

import dev.annals.ingest.IngestMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A worker in a process of its own, the program that ships. */
public final class Worker implements AutoCloseable {

    private final ChildProcess process;

    Worker(Path log, Map<String, String> environment) throws IOException {
        process =
                new ChildProcess("worker", log, List.of("-Xmx256m"), environment, List.of(IngestMain.class.getName()));
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    public void freeze() throws IOException, InterruptedException {
        process.freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        process.thaw();
    }

    /** As {@code kill}; returns when it has ended. */
    public void end() throws IOException, InterruptedException {
        process.end();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}

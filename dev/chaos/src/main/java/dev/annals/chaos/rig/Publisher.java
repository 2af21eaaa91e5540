package dev.annals.chaos.rig;

import dev.annals.chaos.load.LoadMain;
import dev.annals.chaos.load.LoadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service that publishes, in a process of its own. */
public final class Publisher implements AutoCloseable {

    private final ChildProcess process;

    Publisher(Path log, LoadOptions options) throws IOException {
        List<String> command = new ArrayList<>(List.of(LoadMain.class.getName()));
        command.addAll(options.arguments());
        process = new ChildProcess("publisher " + options.name(), log, List.of("-Xmx256m"), Map.of(), command);
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Stops the load; returns when nothing is queued or spooled any more. */
    public void end() throws IOException, InterruptedException {
        process.end();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}

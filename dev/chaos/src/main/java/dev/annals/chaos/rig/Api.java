package dev.annals.chaos.rig;

import dev.annals.query.QueryMain;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The query API in a process of its own, the program that ships. */
public final class Api implements AutoCloseable {

    private final ChildProcess process;
    private final URI uri;

    Api(Path log, String databaseUrl, int port) throws IOException {
        uri = URI.create("http://127.0.0.1:" + port);
        process = Bystander.start(
                JavaProgram.of("api", QueryMain.class.getName(), List.of())
                        .withJvmOptions(List.of("-Xmx128m"))
                        .withEnvironment(
                                Map.of("ANNALS_DATABASE_URL", databaseUrl, "ANNALS_API_PORT", Integer.toString(port))),
                log);
    }

    /** Where it answers, a while after its start. */
    public URI uri() {
        return uri;
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

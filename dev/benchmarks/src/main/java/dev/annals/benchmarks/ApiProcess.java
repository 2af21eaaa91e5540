package dev.annals.benchmarks;

import dev.annals.query.QueryMain;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The query API in a process of its own, the program that ships, with the memory that it needs. */
final class ApiProcess implements AutoCloseable {

    static final String HEAP = "-Xmx128m";

    private final ChildProcess process;
    private final int port;

    private ApiProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns when it answers. */
    static ApiProcess start(String url, Path home) throws IOException, InterruptedException {
        int port = FreePorts.choose(1).get(0);
        Path log = home.resolve("api.log");
        JavaProgram program = JavaProgram.of("api", QueryMain.class.getName(), List.of())
                .withJvmOptions(List.of(HEAP, "-XX:+ExitOnOutOfMemoryError"))
                .withEnvironment(Map.of("ANNALS_DATABASE_URL", url, "ANNALS_API_PORT", Integer.toString(port)));
        ApiProcess api = new ApiProcess(ChildProcess.start(program, log), port);
        try {
            Http.awaitOk(URI.create("http://127.0.0.1:" + port + "/health/ready"), api.process, log);
            return api;
        } catch (IOException | InterruptedException | RuntimeException e) {
            api.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }
}

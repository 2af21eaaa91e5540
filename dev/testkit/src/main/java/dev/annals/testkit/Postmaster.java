package dev.annals.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The server process of one data directory, whoever started it. */
record Postmaster(ProcessHandle process) {
    private static final Duration DEATH = Duration.ofSeconds(5);

    /**
     * Looks into {@code postmaster.pid}. After a crash the file is stale and its number may belong to anybody, so
     * only a process that names this directory on its command line counts.
     */
    static Optional<Postmaster> of(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(pidFile(data));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains(data.toString()))
                        .isPresent())
                .map(Postmaster::new);
    }

    static Path pidFile(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** The parent first, so that it has no more children while they are being listed. */
    void freeze() throws IOException {
        Command.signal("STOP", List.of(process));
        List<ProcessHandle> children = children();
        if (!children.isEmpty()) {
            Command.signal("STOP", children);
        }
    }

    void thaw() throws IOException {
        Command.signal(
                "CONT", Stream.concat(children().stream(), Stream.of(process)).toList());
    }

    /** As {@code kill -9}. The children notice and leave; those that do not in time are killed as well. */
    void kill() throws IOException {
        List<ProcessHandle> children = children();
        process.destroyForcibly();
        await(children);
        children.forEach(ProcessHandle::destroyForcibly);
        await(Stream.concat(children.stream(), Stream.of(process)).toList());
    }

    private List<ProcessHandle> children() {
        return process.children().toList();
    }

    private static void await(List<ProcessHandle> processes) {
        long start = System.nanoTime();
        while (processes.stream().anyMatch(Postmaster::isRunning) && System.nanoTime() - start < DEATH.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Where nobody collects orphans (a container without an init), the dead stay listed, but without a command. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}

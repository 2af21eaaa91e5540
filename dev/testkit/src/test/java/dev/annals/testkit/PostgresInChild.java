package dev.annals.testkit;

import java.nio.file.Path;
import java.util.Map;

/** For {@link ChildJvm}: a server on the given directory and port; says its process id. */
final class PostgresInChild {
    private PostgresInChild() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        var postgres = new EmbeddedPostgresServer(directory, Integer.parseInt(arguments[1]), Map.of());
        postgres.start();
        long pid = Postmaster.of(directory.toRealPath().resolve("data"))
                .orElseThrow()
                .process()
                .pid();
        if (arguments.length > 2 && arguments[2].equals("frozen")) {
            postgres.freeze();
        }
        System.out.println(pid);
        System.in.read();
    }
}

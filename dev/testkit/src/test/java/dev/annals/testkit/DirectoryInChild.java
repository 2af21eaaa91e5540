package dev.annals.testkit;

import java.util.Map;

/** For {@link ChildJvm}: a temporary directory with a running server in it; says the path. */
final class DirectoryInChild {
    private DirectoryInChild() {}

    public static void main(String[] arguments) throws Exception {
        var directory = TemporaryDirectory.create("annals test-");
        var postgres = new EmbeddedPostgresServer(
                directory.path().resolve("postgres"), FreePorts.choose(1).get(0), Map.of());
        postgres.start();
        System.out.println(directory.path());
        System.in.read();
    }
}

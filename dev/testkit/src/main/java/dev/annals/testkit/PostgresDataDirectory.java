package dev.annals.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** Where a PostgreSQL server keeps its data: {@code data} under the server's directory. Not thread-safe. */
record PostgresDataDirectory(Path path) {
    private static final String OUR_SETTINGS = "annals.conf";

    /** Makes the database cluster if there is none: all of it or, if killed on the way, nothing. */
    static PostgresDataDirectory under(Path directory, PostgresBinaries binaries) throws IOException {
        Path data = directory.resolve("data");
        if (!Files.exists(data)) {
            Path unfinished = directory.resolve("data.unfinished");
            TemporaryDirectory.delete(unfinished);
            initialise(unfinished, binaries);
            Files.move(unfinished, data);
            force(directory); // the name must not be lost in a power failure that the data survive
        }
        return new PostgresDataDirectory(data);
    }

    /** The builtin locale does not depend on those of the machine; trust, because only this machine can connect. */
    private static void initialise(Path data, PostgresBinaries binaries) throws IOException {
        binaries.run(
                "initdb",
                "--pgdata=" + data,
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8");
        Files.writeString(
                data.resolve("postgresql.conf"), "\ninclude '" + OUR_SETTINGS + "'\n", StandardOpenOption.APPEND);
    }

    void write(Map<String, String> settings) throws IOException {
        var lines = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((name, value) -> lines.append(name)
                        .append(" = '")
                        .append(value.replace("\\", "\\\\").replace("'", "''"))
                        .append("'\n"));
        Files.writeString(path.resolve(OUR_SETTINGS), lines);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

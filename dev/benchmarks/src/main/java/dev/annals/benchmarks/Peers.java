package dev.annals.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Annals is compared with and does not ship: fetched with Maven when it is needed first. */
final class Peers {

    private Peers() {}

    /** Where the jars of the Debezium JDBC sink and of Kafka Connect are. */
    static Path debezium() throws IOException, InterruptedException {
        Path module = home().resolve("dev/benchmarks/debezium");
        Path jars = module.resolve("target/lib");
        if (!Files.isDirectory(jars)) {
            fetch(module.resolve("pom.xml"));
        }
        return jars;
    }

    private static void fetch(Path pom) throws IOException, InterruptedException {
        Process maven = new ProcessBuilder("mvn", "-q", "-B", "-f", pom.toString(), "package")
                .redirectErrorStream(true)
                .start();
        maven.getOutputStream().close();
        String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (maven.waitFor() != 0) {
            throw new IOException("cannot fetch what " + pom + " names:\n" + said.strip());
        }
    }

    /** The checkout, as the launcher tells. */
    static Path home() throws IOException {
        String home = System.getProperty("annals.home");
        if (home == null) {
            throw new IOException("start it with ./annals bench, which knows where the project is");
        }
        return Path.of(home);
    }
}

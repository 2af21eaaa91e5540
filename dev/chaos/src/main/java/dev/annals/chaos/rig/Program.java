package dev.annals.chaos.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A program of the system, run to its end. */
final class Program {

    private Program() {}

    /** @throws IOException with what it said, if it fails */
    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }
}

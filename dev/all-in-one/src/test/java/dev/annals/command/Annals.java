package dev.annals.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A run of the command in this JVM, and what it printed. */
record Annals(int status, String out, String err) {

    static Annals run(String... arguments) {
        return run(new byte[0], arguments);
    }

    static Annals run(byte[] in, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams =
                new Streams(new ByteArrayInputStream(in), out, new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Main.run(streams, arguments);
        return new Annals(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}

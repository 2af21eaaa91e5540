package dev.annals.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes.
 *
 * @param out results only; unlike {@code System.out} it says when nobody reads any more
 * @param err everything told to a person
 */
record Streams(InputStream in, OutputStream out, PrintStream err) {

    /** Those of this process; a person's text in UTF-8 whatever the locale. */
    static Streams ofProcess() {
        return new Streams(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }
}

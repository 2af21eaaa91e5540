package dev.annals.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** Tells a reader that has gone from a real failure such as a full disk. */
final class PipeOutput extends FilterOutputStream {

    PipeOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw isClosedPipe(e) ? new ClosedPipeException(e) : e;
        }
    }

    /** Java has only the system's words for it; the launcher sees to it that they are English. */
    private static boolean isClosedPipe(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }
}

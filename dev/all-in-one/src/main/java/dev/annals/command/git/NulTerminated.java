package dev.annals.command.git;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Pieces of bytes, each ended by a zero byte: the one separator that no path, name or subject can hold. */
final class NulTerminated {

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;

    NulTerminated(InputStream in) {
        this.in = in;
    }

    /** The next piece, without its zero; null at the end. A piece cut off by the end is an error. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        while (available()) {
            int zero = from;
            while (zero < to && buffer[zero] != 0) {
                zero++;
            }
            piece.write(buffer, from, zero - from);
            from = zero + 1;
            if (zero < to) {
                return piece.toByteArray();
            }
        }
        if (piece.size() > 0) {
            throw new EOFException("git's output ends in the middle of a name, after " + piece.size() + " bytes");
        }
        return null;
    }

    byte[] require() throws IOException {
        byte[] piece = next();
        if (piece == null) {
            throw new EOFException("git's output ends in the middle of a commit");
        }
        return piece;
    }

    private boolean available() throws IOException {
        if (from < to) {
            return true;
        }
        from = 0;
        to = Math.max(in.read(buffer), 0);
        return to > 0;
    }
}

package dev.annals.command.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code git log -z --name-status --format=}{@value Commit#FORMAT} prints. In it a commit begins with an
 * empty piece, a change with its status; the line feed that git puts before the first status of a commit is dropped.
 *
 * <p>Holds one commit at a time. Single-threaded.
 */
final class GitLogReader {

    private final NulTerminated in;
    private @Nullable Commit commit;

    GitLogReader(InputStream in) {
        this.in = new NulTerminated(in);
    }

    /** The next change; null after the last. */
    @Nullable
    FileChange next() throws IOException {
        byte[] piece;
        while ((piece = in.next()) != null) {
            if (piece.length > 0) {
                return change(ascii(piece).strip());
            }
            commit = commit();
        }
        return null;
    }

    private FileChange change(String status) throws IOException {
        if (commit == null) {
            throw new IOException("git's output does not begin with a commit, but with \"" + status + "\"");
        }
        ChangeKind kind = ChangeKind.of(status);
        GitText oldPath = kind.hasOldPath() ? text() : null;
        return new FileChange(commit, kind, status, text(), oldPath);
    }

    /** A commit without changes is followed by one empty piece more, hence the loop. */
    private @Nullable Commit commit() throws IOException {
        byte[] hash = in.next();
        while (hash != null && hash.length == 0) {
            hash = in.next();
        }
        if (hash == null) {
            return null;
        }
        return new Commit(ascii(hash), text(), text(), ascii(in.require()), ascii(in.require()), text());
    }

    private GitText text() throws IOException {
        return GitText.of(in.require());
    }

    private static String ascii(byte[] piece) {
        return new String(piece, StandardCharsets.US_ASCII);
    }
}

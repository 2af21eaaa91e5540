package dev.annals.command.git;

/**
 * What is told of a commit.
 *
 * @param authorDate Unix seconds; empty where git cannot read the date, as before 1970
 * @param commitDate the same of the committer
 */
record Commit(
        String hash, GitText authorName, GitText authorEmail, String authorDate, String commitDate, GitText subject) {

    /** For {@code git log}: an empty token, by which a commit differs from another change, then the parts in order. */
    static final String FORMAT = "%x00%H%x00%an%x00%ae%x00%at%x00%ct%x00%s";
}

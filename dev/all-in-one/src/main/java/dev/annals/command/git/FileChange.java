package dev.annals.command.git;

import org.jspecify.annotations.Nullable;

/**
 * One file changed by one commit.
 *
 * @param status as git prints it: the letter of the kind, after a rename or copy with the similarity ({@code R087})
 * @param oldPath of a rename or copy only
 */
record FileChange(
        Commit commit,
        ChangeKind kind,
        String status,
        GitText path,
        @Nullable GitText oldPath) {}

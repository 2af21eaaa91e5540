package dev.annals.command.git;

import java.util.Locale;

/** What a commit did to a file: the first letter of git's status. */
enum ChangeKind {
    ADDED('A'),
    MODIFIED('M'),
    DELETED('D'),
    RENAMED('R'),
    COPIED('C'),
    TYPE_CHANGED('T');

    private final char letter;
    private final String eventType;

    ChangeKind(char letter) {
        this.letter = letter;
        this.eventType = "file." + name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a status that no version of git is known to print here */
    static ChangeKind of(String status) {
        for (ChangeKind kind : values()) {
            if (!status.isEmpty() && status.charAt(0) == kind.letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("git printed a status that is not one of A, M, D, R, C, T: \"" + status
                + "\"; please report this with the version of git");
    }

    /** A rename or copy is printed with two paths, the old one first. */
    boolean hasOldPath() {
        return this == RENAMED || this == COPIED;
    }

    String eventType() {
        return eventType;
    }
}

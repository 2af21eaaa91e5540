package dev.annals.command;

/** What the commands end with. */
final class ExitStatus {

    static final int OK = 0;
    /** Not all of the work could be done: a line was refused, a history was cut off. */
    static final int INCOMPLETE = 1;
    /** The command cannot be carried out as it was given. */
    static final int USAGE = 2;
    /** Nobody reads the output any more: what a program killed by SIGPIPE ends with. */
    static final int CLOSED_PIPE = 141;

    private ExitStatus() {}
}

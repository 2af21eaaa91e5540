package dev.annals.command;

import java.io.IOException;

/** Nobody reads what is written any more, as after {@code | head}: a reason to end, not an error. */
final class ClosedPipeException extends IOException {

    private static final long serialVersionUID = 1;

    ClosedPipeException(IOException cause) {
        super(cause);
    }
}

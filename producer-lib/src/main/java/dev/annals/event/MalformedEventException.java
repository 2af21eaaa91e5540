package dev.annals.event;

import java.util.List;

/** The bytes are not one JSON object in UTF-8, so no rule could be asked about its fields. */
public final class MalformedEventException extends InvalidEventException {

    public MalformedEventException(String problem) {
        super(List.of(new Violation("", problem)));
    }
}

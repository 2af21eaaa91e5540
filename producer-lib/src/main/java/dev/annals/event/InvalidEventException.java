package dev.annals.event;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** An event breaks rules: all of them are listed. */
public class InvalidEventException extends IllegalArgumentException {

    private final transient List<Violation> violations;

    public InvalidEventException(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** Every broken rule, at least one. */
    public List<Violation> violations() {
        return violations;
    }
}

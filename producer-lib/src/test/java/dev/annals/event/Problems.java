package dev.annals.event;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** What is wrong, as a list of texts to compare with. */
final class Problems {

    private Problems() {}

    /** Of an action that must fail with an {@link InvalidEventException}. */
    static List<String> of(Runnable action) {
        var thrown = catchThrowableOfType(InvalidEventException.class, action::run);
        if (thrown == null) {
            throw new AssertionError("nothing was found wrong");
        }
        return thrown.violations().stream().map(Violation::toString).toList();
    }
}

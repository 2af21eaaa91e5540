package dev.annals.query.search;

import java.time.Duration;

/** The search took longer than the statement timeout allows. */
public final class SearchTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SearchTimeoutException(Duration limit, Throwable cause) {
        super("the search took longer than " + limit.toMillis() + " ms", cause);
    }
}

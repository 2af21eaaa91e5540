package dev.annals.query.http;

import java.util.concurrent.CompletableFuture;

/** Answers one kind of request when it can be answered, and holds no thread until then. */
interface WaitingRoute {

    /**
     * The answer; it fails like {@link Route#answer}, which may also throw at once.
     *
     * @throws ProblemException for a request that cannot be answered
     */
    CompletableFuture<Answer> answer(Call call);
}

package dev.annals.query.http;

/** Answers one kind of request. Blocks while it does. */
interface Route {

    /** @throws ProblemException for a request that cannot be answered */
    Answer answer(Call call);
}

package dev.annals.query.http;

/** Ends a request with a problem. Carries no stack trace: a bad request is nothing to debug here. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** The parameter of that name is wrong. */
    static ProblemException parameter(String name, String detail) {
        return new ProblemException(Problem.parameter(name, detail));
    }

    Problem problem() {
        return problem;
    }
}

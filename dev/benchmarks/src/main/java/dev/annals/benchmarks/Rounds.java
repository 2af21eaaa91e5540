package dev.annals.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How long Annals and its reference took, round by round. Confined to one thread. */
final class Rounds {

    private final List<Times> ours = new ArrayList<>();
    private final List<Times> theirs = new ArrayList<>();

    /** Both of the same round. */
    void add(Times annals, Times reference) {
        ours.add(Times.of(List.of(annals)));
        theirs.add(Times.of(List.of(reference)));
    }

    Row row(String what, String goal) {
        return row(what, "", "", goal);
    }

    /**
     * @param annals what is to be said before Annals' times
     * @param reference what is to be said before the reference's
     */
    Row row(String what, String annals, String reference, String goal) {
        return new Row(
                what,
                annals + text(ours),
                reference + text(theirs),
                "p50 " + figures(ours, 0.5).over(figures(theirs, 0.5)).text("%.2f") + ", p99 "
                        + figures(ours, 0.99).over(figures(theirs, 0.99)).text("%.2f"),
                goal);
    }

    private static String text(List<Times> rounds) {
        int givenUp = rounds.stream().mapToInt(Times::givenUp).sum();
        return "p50 " + figures(rounds, 0.5).text("%.2f") + " ms, p99 "
                + figures(rounds, 0.99).text("%.2f") + " ms"
                + (givenUp == 0
                        ? ""
                        : "; " + givenUp + " of "
                                + rounds.stream().mapToInt(Times::size).sum()
                                + " given up, counted with the time until then");
    }

    private static Figures figures(List<Times> rounds, double share) {
        return new Figures(rounds.stream().map(times -> times.percentile(share)).toList());
    }
}

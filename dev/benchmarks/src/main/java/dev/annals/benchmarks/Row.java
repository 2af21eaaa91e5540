package dev.annals.benchmarks;

/**
 * One line of a benchmark's table. Texts are as they are printed; an empty one says that there is none.
 *
 * @param ours what Annals does
 * @param reference what it is compared with does, in the same rounds
 * @param ratio ours to the reference's, the median of the rounds
 * @param goal what is to be reached
 */
record Row(String what, String ours, String reference, String ratio, String goal) {

    static final String HEAD = "| | Annals | reference | ratio | goal |\n|---|---|---|---|---|\n";

    String markdown() {
        return "| " + String.join(" | ", what, ours, reference, ratio, goal) + " |";
    }
}

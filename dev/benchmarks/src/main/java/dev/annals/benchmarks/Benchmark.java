package dev.annals.benchmarks;

import java.util.List;
import java.util.function.Consumer;

/** One thing to measure. Starts what it needs, and leaves nothing behind but what {@code target} holds. */
interface Benchmark {

    String name();

    /** What is measured, against what. */
    String text();

    /** What the columns "Annals" and "reference" of its rows are about, and how it was measured, for the page. */
    String explanation();

    /**
     * @param rounds how often each thing is measured, in turns
     * @param log what happens, for who watches
     */
    List<Row> run(int rounds, Consumer<String> log) throws Exception;
}

package dev.annals.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured of one thing, a figure a round. */
record Figures(List<Double> values) {

    Figures {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there is no figure without a round");
        }
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    double min() {
        return values.stream().min(Double::compare).orElseThrow();
    }

    double max() {
        return values.stream().max(Double::compare).orElseThrow();
    }

    /** Round by round: both of a pair had the machine as it was then. */
    Figures over(Figures reference) {
        if (values.size() != reference.values.size()) {
            throw new IllegalArgumentException("not the same rounds: " + this + " and " + reference);
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / reference.values.get(i));
        }
        return new Figures(ratios);
    }

    /** {@code 38,120 (36,900 to 40,010)}: the median, and between what the rounds were. */
    String text(String format) {
        String all = "%s (%s to %s)".replace("%s", format);
        return String.format(Locale.ROOT, all, median(), min(), max());
    }
}

package dev.annals.chaos.verify;

import java.util.Map;
import java.util.TreeMap;

/** A publisher's own numbers at its end, as its journal has them. */
record Metrics(
        long offered,
        long adopted,
        long acknowledged,
        long queued,
        long spooled,
        long spoolFailures,
        Map<String, Long> rejected) {

    private static final int REASONS = 7;

    /** The words of the journal's line. */
    static Metrics of(String[] word) {
        Map<String, Long> rejected = new TreeMap<>();
        for (int i = REASONS; i < word.length; i++) {
            int equals = word[i].indexOf('=');
            rejected.put(word[i].substring(0, equals), Long.parseLong(word[i].substring(equals + 1)));
        }
        return new Metrics(
                Long.parseLong(word[1]),
                Long.parseLong(word[2]),
                Long.parseLong(word[3]),
                Long.parseLong(word[4]),
                Long.parseLong(word[5]),
                Long.parseLong(word[6]),
                rejected);
    }

    /** What the publisher promises at every moment. */
    boolean addUp() {
        long refused = rejected.values().stream().mapToLong(Long::longValue).sum();
        return offered + adopted == acknowledged + refused + queued + spooled;
    }
}

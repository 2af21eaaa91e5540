package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Events that were offered and rejected at once. Thread-safe; no thread ever waits for another here. */
final class Refusals {

    private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

    Refusals() {
        for (Reason reason : Reason.values()) {
            tallies.put(reason, new Tally());
        }
    }

    void add(Rejection rejection) {
        Tally tally = tally(rejection.reason());
        tally.newest = rejection;
        tally.count.increment();
    }

    long count(Reason reason) {
        return tally(reason).count.sum();
    }

    @Nullable
    Rejection newest(Reason reason) {
        return tally(reason).newest;
    }

    private Tally tally(Reason reason) {
        Tally tally = tallies.get(reason);
        if (tally == null) {
            throw new IllegalStateException("no tally for " + reason);
        }
        return tally;
    }

    private static final class Tally {
        private final LongAdder count = new LongAdder();
        private volatile @Nullable Rejection newest;
    }
}

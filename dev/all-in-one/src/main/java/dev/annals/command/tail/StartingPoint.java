package dev.annals.command.tail;

import java.time.Instant;

/**
 * Where to begin once the topic is found. All that is in a topic that was missing before is new; but a broker that has
 * just started may say "missing" of one that is full, so only several such answers in a row are believed.
 *
 * <p>Confined to the thread of the tail.
 */
final class StartingPoint {

    /** Two seconds apart. */
    private static final int BELIEVED = 3;

    private Start start;
    private int missing;

    StartingPoint(Start wanted) {
        this.start = wanted;
    }

    /** The brokers, asked at that time, say that there is no such topic. */
    void topicIsMissing(Instant asked) {
        missing++;
        if (missing >= BELIEVED) {
            start = new Start.Beginning();
        } else if (start instanceof Start.Now) {
            start = new Start.Time(asked); // in a topic that is made only now, that is all
        }
    }

    /** They gave another answer, or none. */
    void topicIsNotMissing() {
        missing = 0;
    }

    Start get() {
        return start;
    }
}

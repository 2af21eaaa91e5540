package dev.annals.ingest;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the worker is alive and ready: first its preparation of the database, then all of its lanes. One lane in
 * trouble is the worker's trouble, for nobody else reads that lane's partitions. Thread-safe.
 */
final class IngestHealth {

    /** One attempt may migrate large tables, or wait for another worker that does. */
    private static final Duration PREPARATION_DEADLINE = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private final List<LaneHealth> lanes;
    private volatile long lastAttempt;
    private volatile @Nullable String unprepared = "PostgreSQL was not reached yet";

    IngestHealth(int lanes, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lanes = IntStream.range(0, lanes)
                .mapToObj(number -> new LaneHealth(number, nanoTime))
                .toList();
        this.lastAttempt = nanoTime.getAsLong();
    }

    List<LaneHealth> lanes() {
        return lanes;
    }

    /** Why the worker is not alive; none if it is. */
    List<String> notLive() {
        if (unprepared == null) {
            return ofLanes(LaneHealth::notLive);
        }
        long taken = nanoTime.getAsLong() - lastAttempt;
        if (taken <= PREPARATION_DEADLINE.toNanos()) {
            return List.of();
        }
        return List.of("the preparation of PostgreSQL has taken "
                + Duration.ofNanos(taken).toSeconds() + " s, at most " + PREPARATION_DEADLINE.toSeconds()
                + " s are normal");
    }

    /** Why the worker is not ready; none if it is. */
    List<String> notReady() {
        String problem = unprepared;
        return problem == null ? ofLanes(LaneHealth::notReady) : List.of(problem);
    }

    /** An attempt to prepare the database begins. */
    void preparing() {
        lastAttempt = nanoTime.getAsLong();
    }

    void notPrepared(String reason) {
        unprepared = reason;
    }

    /** From now on the lanes tell. */
    void prepared() {
        lanes.forEach(LaneHealth::turned); // their time begins now
        unprepared = null;
    }

    private List<String> ofLanes(Function<LaneHealth, List<String>> problems) {
        return lanes.stream().map(problems).flatMap(List::stream).toList();
    }
}

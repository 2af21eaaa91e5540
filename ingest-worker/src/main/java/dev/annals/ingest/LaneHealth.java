package dev.annals.ingest;

import dev.annals.ingest.consume.LaneListener;
import dev.annals.ingest.store.OutageListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether one lane is alive (its loop turns, also when idle) and ready (in the group, also without a partition; Kafka
 * and PostgreSQL answer). Thread-safe.
 */
final class LaneHealth implements LaneListener, OutageListener {

    private static final Duration TURN_DEADLINE = Duration.ofSeconds(30);

    private final int number;
    private final LongSupplier nanoTime;
    private volatile long lastTurn;
    private volatile boolean inGroup;
    private volatile int unopened;
    private volatile List<String> stopped = List.of();
    private volatile @Nullable String databaseProblem = "PostgreSQL was not reached yet";
    private volatile @Nullable String kafkaProblem;

    LaneHealth(int number, LongSupplier nanoTime) {
        this.number = number;
        this.nanoTime = nanoTime;
        this.lastTurn = nanoTime.getAsLong();
    }

    int number() {
        return number;
    }

    /** Why the lane is not alive; none if it is. */
    List<String> notLive() {
        long idle = nanoTime.getAsLong() - lastTurn;
        if (idle <= TURN_DEADLINE.toNanos()) {
            return List.of();
        }
        return List.of(named("the poll loop has not turned for "
                + Duration.ofNanos(idle).toSeconds() + " s, at most " + TURN_DEADLINE.toSeconds() + " s are normal"));
    }

    /** Why the lane is not ready; none if it is. */
    List<String> notReady() {
        List<String> problems = new ArrayList<>(notLive());
        Stream.of(databaseProblem, kafkaProblem)
                .filter(Objects::nonNull)
                .map(this::named)
                .forEach(problems::add);
        stopped.stream().map(this::named).forEach(problems::add);
        int waiting = unopened;
        if (!inGroup) {
            problems.add(named("Kafka has not assigned partitions yet"));
        } else if (waiting > 0) {
            problems.add(named(waiting + " partitions wait for their position"));
        }
        return problems;
    }

    private String named(String problem) {
        return "lane " + number + ": " + problem;
    }

    @Override
    public void turned() {
        lastTurn = nanoTime.getAsLong();
    }

    @Override
    public void assigned(int partitions, int notOpen) {
        inGroup = true;
        unopened = notOpen;
    }

    @Override
    public void stopped(Collection<String> reasons) {
        stopped = List.copyOf(reasons);
    }

    @Override
    public void left() {
        inGroup = false;
        stopped = List.of();
    }

    @Override
    public void kafkaUp() {
        kafkaProblem = null;
    }

    @Override
    public void kafkaDown(String reason) {
        kafkaProblem = reason;
    }

    @Override
    public void databaseDown(String reason) {
        databaseProblem = reason;
    }

    @Override
    public void databaseUp() {
        databaseProblem = null;
    }
}

package dev.annals.chaos;

import dev.annals.chaos.rig.Surroundings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a trial begins with. Not changed once it is made: each method gives another. */
final class Setup {

    /** One worker, six partitions, and the load of the promises: 2,000 events of 1 KB a second from 8 threads. */
    static final Setup USUAL = new Setup();

    private static final int BYTES = 900;

    private int workers = 1;
    private int partitions = 6;
    private int perSecond = 2_000;
    private int threads = 8;
    private boolean spool;
    private int brokers = 1;
    private int largeEvery;
    private int drainSeconds = 60;
    private Surroundings surroundings = Surroundings.PLAIN;
    private Map<String, String> workerSettings = Map.of();

    private Setup() {}

    private Setup with(Consumer<Setup> change) {
        Setup other = new Setup();
        other.workers = workers;
        other.partitions = partitions;
        other.perSecond = perSecond;
        other.threads = threads;
        other.spool = spool;
        other.brokers = brokers;
        other.largeEvery = largeEvery;
        other.drainSeconds = drainSeconds;
        other.surroundings = surroundings;
        other.workerSettings = workerSettings;
        change.accept(other);
        return other;
    }

    Setup withSpool() {
        return with(other -> other.spool = true);
    }

    Setup withWorkers(int number) {
        return with(other -> other.workers = number);
    }

    Setup withBrokers(int number) {
        return with(other -> other.brokers = number);
    }

    /** Each event of that number is large; 0: none. */
    Setup withLargeEvery(int number) {
        return with(other -> other.largeEvery = number);
    }

    /** Its publishers close at once when they end, whatever they hold. */
    Setup withoutDraining() {
        return with(other -> other.drainSeconds = 0);
    }

    /** Of the publishers. */
    Setup in(Surroundings others) {
        return with(other -> other.surroundings = others);
    }

    /** Of the topic; 0: there is none, the worker makes it. */
    Setup withPartitions(int number) {
        return with(other -> other.partitions = number);
    }

    Setup at(int rate) {
        return with(other -> other.perSecond = rate);
    }

    Setup withThreads(int number) {
        return with(other -> other.threads = number);
    }

    /** A setting of the worker, beside those of the rig. */
    Setup with(String key, String value) {
        Map<String, String> more = new HashMap<>(workerSettings);
        more.put(key, value);
        return with(other -> other.workerSettings = Map.copyOf(more));
    }

    int workers() {
        return workers;
    }

    int partitions() {
        return partitions;
    }

    int perSecond() {
        return perSecond;
    }

    int threads() {
        return threads;
    }

    /** Of an event's metadata. */
    int bytes() {
        return BYTES;
    }

    boolean spool() {
        return spool;
    }

    int brokers() {
        return brokers;
    }

    int largeEvery() {
        return largeEvery;
    }

    int drainSeconds() {
        return drainSeconds;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Map<String, String> workerSettings() {
        return workerSettings;
    }

    @Override
    public String toString() {
        return perSecond + "/s from " + threads + " threads" + (spool ? ", spool" : "")
                + (brokers > 1 ? ", " + brokers + " brokers" : "") + ", " + workers
                + (workers == 1 ? " worker" : " workers");
    }
}

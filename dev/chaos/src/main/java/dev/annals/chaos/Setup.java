package dev.annals.chaos;

import java.util.HashMap;
import java.util.Map;

/**
 * What a trial begins with.
 *
 * @param partitions of the topic; 0: there is none, the worker makes it
 * @param spool whether the publisher has one
 * @param workerSettings beside those of the rig
 */
record Setup(
        int workers,
        int partitions,
        int perSecond,
        int threads,
        int bytes,
        boolean spool,
        Map<String, String> workerSettings) {

    /** One worker, six partitions, and the load of the promises: 2,000 events of 1 KB a second from 8 threads. */
    static final Setup USUAL = new Setup(1, 6, 2_000, 8, 900, false, Map.of());

    Setup withSpool() {
        return new Setup(workers, partitions, perSecond, threads, bytes, true, workerSettings);
    }

    Setup withWorkers(int number) {
        return new Setup(number, partitions, perSecond, threads, bytes, spool, workerSettings);
    }

    Setup withPartitions(int number) {
        return new Setup(workers, number, perSecond, threads, bytes, spool, workerSettings);
    }

    Setup at(int rate) {
        return new Setup(workers, partitions, rate, threads, bytes, spool, workerSettings);
    }

    Setup with(String key, String value) {
        Map<String, String> more = new HashMap<>(workerSettings);
        more.put(key, value);
        return new Setup(workers, partitions, perSecond, threads, bytes, spool, more);
    }

    @Override
    public String toString() {
        return perSecond + "/s from " + threads + " threads" + (spool ? ", spool" : "") + ", " + workers
                + (workers == 1 ? " worker" : " workers");
    }
}

package dev.annals.chaos;

import dev.annals.chaos.rig.Surroundings;
import java.util.HashMap;
import java.util.Map;

/**
 * What a trial begins with.
 *
 * @param partitions of the topic; 0: there is none, the worker makes it
 * @param spool whether the publisher has one
 * @param largeEvery each event of that number is large; 0: none
 * @param surroundings of the publishers
 * @param workerSettings beside those of the rig
 */
record Setup(
        int workers,
        int partitions,
        int perSecond,
        int threads,
        int bytes,
        boolean spool,
        int brokers,
        int largeEvery,
        int drainSeconds,
        Surroundings surroundings,
        Map<String, String> workerSettings) {

    /** One worker, six partitions, and the load of the promises: 2,000 events of 1 KB a second from 8 threads. */
    static final Setup USUAL = new Setup(1, 6, 2_000, 8, 900, false, 1, 0, 60, Surroundings.PLAIN, Map.of());

    Setup withSpool() {
        return new Setup(
                workers,
                partitions,
                perSecond,
                threads,
                bytes,
                true,
                brokers,
                largeEvery,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    Setup withWorkers(int number) {
        return new Setup(
                number,
                partitions,
                perSecond,
                threads,
                bytes,
                spool,
                brokers,
                largeEvery,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    Setup withBrokers(int number) {
        return new Setup(
                workers,
                partitions,
                perSecond,
                threads,
                bytes,
                spool,
                number,
                largeEvery,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    Setup withLargeEvery(int number) {
        return new Setup(
                workers,
                partitions,
                perSecond,
                threads,
                bytes,
                spool,
                brokers,
                number,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    /** Its publishers close at once when they end, whatever they hold. */
    Setup withoutDraining() {
        return new Setup(
                workers,
                partitions,
                perSecond,
                threads,
                bytes,
                spool,
                brokers,
                largeEvery,
                0,
                surroundings,
                workerSettings);
    }

    Setup in(Surroundings other) {
        return new Setup(
                workers,
                partitions,
                perSecond,
                threads,
                bytes,
                spool,
                brokers,
                largeEvery,
                drainSeconds,
                other,
                workerSettings);
    }

    Setup withPartitions(int number) {
        return new Setup(
                workers,
                number,
                perSecond,
                threads,
                bytes,
                spool,
                brokers,
                largeEvery,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    Setup at(int rate) {
        return new Setup(
                workers,
                partitions,
                rate,
                threads,
                bytes,
                spool,
                brokers,
                largeEvery,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    Setup withThreads(int number) {
        return new Setup(
                workers,
                partitions,
                perSecond,
                number,
                bytes,
                spool,
                brokers,
                largeEvery,
                drainSeconds,
                surroundings,
                workerSettings);
    }

    Setup with(String key, String value) {
        Map<String, String> more = new HashMap<>(workerSettings);
        more.put(key, value);
        return new Setup(
                workers,
                partitions,
                perSecond,
                threads,
                bytes,
                spool,
                brokers,
                largeEvery,
                drainSeconds,
                surroundings,
                more);
    }

    @Override
    public String toString() {
        return perSecond + "/s from " + threads + " threads" + (spool ? ", spool" : "")
                + (brokers > 1 ? ", " + brokers + " brokers" : "") + ", " + workers
                + (workers == 1 ? " worker" : " workers");
    }
}

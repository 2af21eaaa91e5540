package dev.annals.chaos;

import static dev.annals.chaos.Scenarios.healing;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.rig.Broker;
import dev.annals.chaos.rig.Surroundings;
import dev.annals.chaos.rig.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a broker, and the way to it, can do to a publisher. */
final class BrokerFaults {

    private static final Setup USUAL = Setup.USUAL;
    private static final int LEADERS = 5;
    private static final Duration GONE = Duration.ofSeconds(10);
    private static final Duration TIGHT_LOOP = Duration.ofSeconds(15); // all of it is verified, in memory

    private BrokerFaults() {}

    static List<Scenario> all() {
        return List.of(
                forAMinute("broker-killed", "the broker is killed, and comes back", USUAL, BrokerFaults::kill),
                forAMinute("broker-killed-spool", "the same, with a spool", USUAL.withSpool(), BrokerFaults::kill),
                forAMinute("broker-frozen", "the broker is frozen (SIGSTOP)", USUAL, BrokerFaults::freeze),
                forAMinute("broker-frozen-spool", "the same, with a spool", USUAL.withSpool(), BrokerFaults::freeze)
                        .lasting(30),
                forAMinute(
                        "link-silent",
                        "the publisher's link to the broker swallows everything",
                        USUAL,
                        BrokerFaults::silence),
                forAMinute("link-silent-spool", "the same, with a spool", USUAL.withSpool(), BrokerFaults::silence)
                        .lasting(30),
                of(
                        "connections-reset",
                        "2",
                        "every connection to the broker is reset every two seconds",
                        USUAL,
                        BrokerFaults::reset),
                of("connections-reset-spool", "2", "the same, with a spool", USUAL.withSpool(), BrokerFaults::reset),
                of(
                                "packets-lost",
                                "2",
                                "the publisher is in a network of its own, all packets are lost (Linux, root)",
                                USUAL.in(Surroundings.OWN_NETWORK),
                                BrokerFaults::losePackets)
                        .lasting(20),
                of(
                                "packets-lost-spool",
                                "2",
                                "the same, with a spool",
                                USUAL.withSpool().in(Surroundings.OWN_NETWORK),
                                BrokerFaults::losePackets)
                        .lasting(20),
                of("broker-late", "1", "the broker comes up after the publisher", USUAL, BrokerFaults::late)
                        .lasting(20),
                of("broker-late-spool", "1", "the same, with a spool", USUAL.withSpool(), BrokerFaults::late)
                        .lasting(20),
                of(
                        "leader-killed",
                        "3",
                        "of three brokers the one that leads is killed, five times",
                        USUAL.withBrokers(3),
                        BrokerFaults::killLeaders),
                of(
                        "leader-killed-spool",
                        "3",
                        "the same, with a spool",
                        USUAL.withSpool().withBrokers(3),
                        BrokerFaults::killLeaders),
                rejecting(
                        "limit-lowered",
                        "7",
                        "the topic's limit falls below one event in a hundred",
                        USUAL.withLargeEvery(100),
                        "TOO_LARGE",
                        BrokerFaults::lowerTheLimit),
                rejecting(
                        "limit-lowered-spool",
                        "7",
                        "the same, with a spool",
                        USUAL.withLargeEvery(100).withSpool(),
                        "TOO_LARGE",
                        BrokerFaults::lowerTheLimit),
                new Scenario(
                        "topic-deleted-spool",
                        "11",
                        "the topic is deleted, and made anew a while later",
                        USUAL.withSpool(),
                        Set.of(),
                        new Expectation(30_000, false), // the worker starts then
                        healing(BrokerFaults::deleteTheTopic)),
                new Scenario(
                        "tight-loop",
                        "10",
                        "64 threads publish as fast as they can",
                        USUAL.withThreads(64).at(1_000_000),
                        Set.of(),
                        new Expectation(Long.MAX_VALUE, Set.of("QUEUE_FULL"), false),
                        BrokerFaults::publishTightly));
    }

    private static Scenario of(String name, String rows, String text, Setup setup, Scenario.Injection injection) {
        Expectation expectation = new Expectation(5_000, !setup.spool());
        return new Scenario(name, rows, text, setup, Set.of(), expectation, healing(injection));
    }

    /** A minute is more than the queue holds. */
    private static Scenario forAMinute(String name, String text, Setup setup, Scenario.Injection injection) {
        Expectation expectation = new Expectation(5_000, !setup.spool());
        return new Scenario(
                        name,
                        "2",
                        text,
                        setup,
                        Set.of(),
                        setup.spool() ? expectation : expectation.rejectingSome(),
                        healing(injection))
                .lasting(60);
    }

    private static Scenario rejecting(
            String name, String rows, String text, Setup setup, String reason, Scenario.Injection injection) {
        Expectation expectation = new Expectation(5_000, Set.of(reason), true).rejectingSome();
        return new Scenario(name, rows, text, setup, Set.of(), expectation, healing(injection));
    }

    static void kill(Trial trial) throws Exception {
        trial.rig().broker().kill();
        trial.fault("the broker is killed");
        trial.pauseWithoutRows();
        trial.rig().broker().start();
    }

    static void freeze(Trial trial) throws Exception {
        trial.rig().broker().freeze();
        trial.fault("the broker is frozen");
        trial.pauseWithoutRows();
        trial.rig().broker().thaw();
    }

    static void silence(Trial trial) throws Exception {
        trial.rig().broker().link().silence();
        trial.fault("the link is silent");
        trial.pauseWithoutRows();
        trial.rig().broker().link().restore();
    }

    static void reset(Trial trial) throws Exception {
        int cut = 0;
        for (long s = 0; s < trial.time().toSeconds(); s += 2) {
            cut += trial.rig().broker().link().cut();
            trial.fault("reset");
            trial.pause(Duration.ofSeconds(2));
        }
        Trial.require(cut > 0, "there was no connection to reset");
    }

    static void losePackets(Trial trial) throws Exception {
        trial.rig().network().silence();
        trial.fault("all packets are lost");
        trial.pauseWithoutRows();
        trial.rig().network().restore();
    }

    static void late(Trial trial) throws Exception {
        trial.endPublishers(); // one that began earlier knows the topic, and doubles the load
        trial.rig().broker().kill();
        trial.startPublisher();
        trial.fault("a publisher starts without a broker");
        trial.pause(trial.time());
        trial.rig().broker().start();
    }

    static void killLeaders(Trial trial) throws Exception {
        long leaders = Math.min(LEADERS, Math.max(2, trial.time().toSeconds()));
        for (int i = 0; i < leaders; i++) {
            int leader = trial.rig().topic().leader();
            Broker broker = trial.rig().brokers().get(leader - 1);
            broker.kill();
            trial.fault("broker " + leader + ", which leads, is killed");
            trial.pause(trial.time().dividedBy(leaders));
            broker.start();
            trial.rig().topic().awaitReplicas(3);
        }
    }

    static void lowerTheLimit(Trial trial) throws Exception {
        trial.rig().topic().set("max.message.bytes", "30000");
        trial.fault("the limit is lowered");
        trial.pause(trial.time());
        trial.rig().topic().set("max.message.bytes", "1048588");
    }

    /**
     * What it holds is stored before: what is deleted unread is lost to everybody, and no fault of a publisher's. No worker
     * runs meanwhile: it would make the topic again at once.
     */
    static void deleteTheTopic(Trial trial) throws Exception {
        Topic topic = trial.rig().topic();
        trial.rig().broker().link().silence();
        trial.awaitStored();
        trial.rig().workers().removeFirst().end();
        topic.delete();
        trial.await("the topic to be gone", GONE, () -> !topic.exists());
        trial.rig().broker().link().restore();
        trial.fault("the topic is deleted");
        trial.pause(trial.time());
        Trial.require(!topic.exists(), "somebody has made the topic again");
        topic.create(trial.setup().partitions(), 1);
        trial.rig().startWorker();
    }

    static void publishTightly(Trial trial) throws Exception {
        trial.fault("64 threads without a pause");
        trial.pause(min(trial.time(), TIGHT_LOOP));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}

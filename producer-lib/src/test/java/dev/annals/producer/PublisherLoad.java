package dev.annals.producer;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.testkit.CallerStacks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that publish at a steady pace, each call timed.
 *
 * <p>As often, in the same threads, two controls are timed. One makes the same draft an event, encodes it and drops it:
 * all of {@code publish} but the queue and what is behind it, about as long, and waiting for nothing. The other does
 * nothing but let {@value #PASSED_NANOS} ns pass. What all three suffer is the machine's doing: a thread that loses its
 * core, a collection of garbage. A call that took no time at all would be no control: it could not be interrupted, and
 * would seem fast on any machine.
 *
 * <p>The first {@value #WARM_UP_SECONDS} seconds are loaded but not timed: what a new JVM interprets and compiles is not
 * what every call does. Stacks are looked at, and counters add up, from the first call on. At so few calls a second it is
 * chance whether a stack is seen in the middle of {@code publish}: if none was, events are published without a pause until
 * one is, when all else is counted, and only if what looks is broken does that end without.
 *
 * <p>By hand, with the test class path: {@code java dev.annals.producer.PublisherLoad localhost:1 30 REJECT_NEWEST},
 * and perhaps how many events a second all threads publish together ({@value #EVENTS_PER_SECOND}).
 */
final class PublisherLoad {

    /** By all threads together. */
    static final int EVENTS_PER_SECOND = 2_000;

    static final int WARM_UP_SECONDS = 3;

    private static final int THREADS = 8;
    private static final int MOST_UNTIL_SEEN = 500_000; // some thousands are enough
    private static final long PASSED_NANOS = 5_000;

    private final EventPublisher publisher;
    private final long periodNanos;
    private final int warmUpEach;
    private final int timedEach;
    private final EventEncoder encoder = new EventEncoder("load", Map::of);
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong thrown = new AtomicLong();

    private PublisherLoad(EventPublisher publisher, Duration duration, int eventsPerSecond) {
        this.publisher = publisher;
        this.periodNanos = TimeUnit.SECONDS.toNanos(THREADS) / eventsPerSecond;
        this.warmUpEach = WARM_UP_SECONDS * eventsPerSecond / THREADS;
        this.timedEach = Math.toIntExact(duration.toSeconds() * eventsPerSecond / THREADS);
    }

    public static void main(String[] args) throws InterruptedException {
        EventPublisherBuilder builder = EventPublisher.builder()
                .bootstrapServers(args[0])
                .source("load")
                .overflow(OverflowPolicy.valueOf(args[2]));
        int eventsPerSecond = args.length > 3 ? Integer.parseInt(args[3]) : EVENTS_PER_SECOND;
        System.out.println(run(builder, Duration.ofSeconds(Long.parseLong(args[1])), eventsPerSecond));
    }

    /**
     * Builds the publisher, loads it, closes it.
     *
     * @param eventsPerSecond by all threads together
     */
    static Report run(EventPublisherBuilder builder, Duration duration, int eventsPerSecond)
            throws InterruptedException {
        long start = System.nanoTime();
        EventPublisher publisher = builder.build();
        Duration built = Duration.ofNanos(System.nanoTime() - start);
        loadClasses();
        Report report = new PublisherLoad(publisher, duration, eventsPerSecond).run(built);
        publisher.close(Duration.ZERO);
        return report;
    }

    /** Once in a process: what publishing reads from disk is not what every call does. */
    private static void loadClasses() {
        EventPublisher first = TestPublishers.builder().queueMaxEvents(1).build(FakeTransport::new);
        first.publish(draft(0));
        first.publish(draft(1));
        first.publish(Event.draft("", ""));
        first.close(Duration.ZERO);
    }

    private Report run(Duration built) throws InterruptedException {
        List<Timings> timings = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Timings own = new Timings(warmUpEach, timedEach);
            timings.add(own);
            callers.add(new Thread(() -> call(own), "caller-" + i));
        }
        List<Thread> watched = new ArrayList<>(callers);
        watched.add(Thread.currentThread());
        CallerStacks stacks = new CallerStacks(watched, EventPublisher.class);
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        long paced = published.get();
        PublisherMetrics metrics = publisher.metrics();
        for (int i = 0; i < MOST_UNTIL_SEEN && stacks.samplesInCall() == 0; i++) {
            publish(draft(i));
        }
        stacks.stop();
        return new Report(
                built,
                Latencies.of(timings.stream().map(Timings::publish).toList()),
                Latencies.of(timings.stream().map(Timings::encode).toList()),
                Latencies.of(timings.stream().map(Timings::pass).toList()),
                paced,
                thrown.get(),
                stacks,
                metrics);
    }

    private void call(Timings timings) {
        long due = System.nanoTime();
        for (int i = 0; i < warmUpEach + timedEach; i++) {
            EventDraft published = draft(i);
            EventDraft encoded = draft(i);
            for (int turn = 0; turn < 3; turn++) { // each as often the first after a pause, with cold caches
                switch ((i + turn) % 3) {
                    case 0 -> timings.publish(i, () -> publish(published));
                    case 1 -> timings.encode(i, () -> encoder.encode(encoded.toEvent()));
                    default -> timings.pass(i, PublisherLoad::pass);
                }
            }
            due += periodNanos;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void publish(EventDraft draft) {
        published.incrementAndGet();
        try {
            publisher.publish(draft);
        } catch (RuntimeException e) {
            thrown.incrementAndGet();
        }
    }

    private static void pass() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PASSED_NANOS) {
            Thread.onSpinWait();
        }
    }

    private static EventDraft draft(int number) {
        return Event.draft("media", "media_item.added")
                .actor(Actor.user("u-" + number % 100))
                .resource("movie", "m-" + number)
                .metadata(Map.of("title", "Heat", "year", 1995));
    }

    /** How long one caller's calls took, in nanoseconds, without the first of them. */
    private record Timings(int skipped, long[] publish, long[] encode, long[] pass) {

        Timings(int skipped, int timed) {
            this(skipped, new long[timed], new long[timed], new long[timed]);
        }

        void publish(int number, Runnable call) {
            time(publish, number, call);
        }

        void encode(int number, Runnable call) {
            time(encode, number, call);
        }

        void pass(int number, Runnable call) {
            time(pass, number, call);
        }

        private void time(long[] nanos, int number, Runnable call) {
            long start = System.nanoTime();
            call.run();
            if (number >= skipped) {
                nanos[number - skipped] = System.nanoTime() - start;
            }
        }
    }

    /**
     * @param encode the control that encodes
     * @param pass the control that does nothing
     * @param published how often the publisher was called until the metrics were taken
     * @param thrown calls that threw anything
     */
    record Report(
            Duration built,
            Latencies publish,
            Latencies encode,
            Latencies pass,
            long published,
            long thrown,
            CallerStacks stacks,
            PublisherMetrics metrics) {

        @Override
        public String toString() {
            return "built in " + built.toMillis() + " ms\npublish  " + publish + "\nencode   " + encode + "\nnothing  "
                    + pass + "\ncalls    "
                    + published + ", " + thrown + " threw" + "\nstacks   " + stacks.samples() + " looked at, "
                    + stacks.samplesInCall()
                    + " in publish, forbidden " + stacks.forbidden() + "\nmetrics  " + metrics
                    + (Counts.addUp(metrics) ? " adds up" : " DOES NOT ADD UP");
        }
    }
}

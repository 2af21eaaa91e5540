package dev.annals.producer;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
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
 * <p>As often, in the same threads, a control is timed: the same draft is made an event, encoded and dropped. That is all
 * of {@code publish} but the queue and what is behind it, about as long, and waits for nothing. What both suffer is the
 * machine's doing: a thread that loses its core, a collection of garbage. A call that does nothing at all would be no
 * control: it cannot be interrupted while it runs, so it would seem fast on any machine. How long encoding takes, the
 * control cannot judge; both do that.
 *
 * <p>By hand, with the test class path: {@code java dev.annals.producer.PublisherLoad localhost:1 30 REJECT_NEWEST},
 * and perhaps how many events a second all threads publish together ({@value #EVENTS_PER_SECOND}).
 */
final class PublisherLoad {

    /** By all threads together. */
    static final int EVENTS_PER_SECOND = 2_000;

    private static final int THREADS = 8;

    private final EventPublisher publisher;
    private final long periodNanos;
    private final int eventsEach;
    private final EventEncoder encoder = new EventEncoder("load", Map::of);
    private final AtomicLong thrown = new AtomicLong();

    private PublisherLoad(EventPublisher publisher, Duration duration, int eventsPerSecond) {
        this.publisher = publisher;
        this.periodNanos = TimeUnit.SECONDS.toNanos(THREADS) / eventsPerSecond;
        this.eventsEach = Math.toIntExact(duration.toSeconds() * eventsPerSecond / THREADS);
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
        List<long[]> publish = new ArrayList<>();
        List<long[]> control = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            long[] publishNanos = new long[eventsEach];
            long[] controlNanos = new long[eventsEach];
            publish.add(publishNanos);
            control.add(controlNanos);
            callers.add(new Thread(() -> call(publishNanos, controlNanos), "caller-" + i));
        }
        CallerStacks stacks = new CallerStacks(callers);
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        stacks.stop();
        return new Report(
                built, Latencies.of(publish), Latencies.of(control), thrown.get(), stacks, publisher.metrics());
    }

    private void call(long[] publishNanos, long[] controlNanos) {
        long due = System.nanoTime();
        for (int i = 0; i < eventsEach; i++) {
            EventDraft draft = draft(i);
            EventDraft controlDraft = draft(i);
            if (i % 2 == 0) { // each as often the first after a pause, with cold caches
                publishNanos[i] = nanos(() -> publish(draft));
                controlNanos[i] = nanos(() -> encoder.encode(controlDraft.toEvent()));
            } else {
                controlNanos[i] = nanos(() -> encoder.encode(controlDraft.toEvent()));
                publishNanos[i] = nanos(() -> publish(draft));
            }
            due += periodNanos;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void publish(EventDraft draft) {
        try {
            publisher.publish(draft);
        } catch (RuntimeException e) {
            thrown.incrementAndGet();
        }
    }

    private static long nanos(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return System.nanoTime() - start;
    }

    private static EventDraft draft(int number) {
        return Event.draft("media", "media_item.added")
                .actor(Actor.user("u-" + number % 100))
                .resource("movie", "m-" + number)
                .metadata(Map.of("title", "Heat", "year", 1995));
    }

    /** @param thrown calls that threw anything */
    record Report(
            Duration built,
            Latencies publish,
            Latencies control,
            long thrown,
            CallerStacks stacks,
            PublisherMetrics metrics) {

        @Override
        public String toString() {
            return "built in " + built.toMillis() + " ms\npublish  " + publish + "\ncontrol  " + control + "\nthrown   "
                    + thrown + "\nstacks   " + stacks.samples() + " looked at, " + stacks.samplesInPublish()
                    + " in publish, forbidden " + stacks.forbidden() + "\nmetrics  " + metrics
                    + (Counts.addUp(metrics) ? " adds up" : " DOES NOT ADD UP");
        }
    }
}

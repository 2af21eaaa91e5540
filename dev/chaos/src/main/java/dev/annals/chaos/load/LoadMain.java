package dev.annals.chaos.load;

import dev.annals.event.EventDraft;
import dev.annals.event.EventIds;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.EventPublisherBuilder;
import dev.annals.producer.EventRejectedException;
import dev.annals.producer.Published;
import dev.annals.producer.PublisherMetrics;
import dev.annals.testkit.CallerStacks;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes until it gets SIGTERM; then waits a while until nothing is queued or spooled any more, and ends.
 * Each key belongs to one thread, so its order is known.
 */
public final class LoadMain {

    private static final int KEYS_OF_A_THREAD = 20;
    private static final Duration TO_CLOSE = Duration.ofSeconds(5);
    private static final Duration TO_TELL = Duration.ofSeconds(10);
    private static final Duration BETWEEN_SCRAPES = Duration.ofMillis(20);

    /** What the library takes when it is told nothing; told here so that it can be held to it. */
    private static final int QUEUE_EVENTS = 10_000;

    private static final long QUEUE_BYTES = 16L * 1024 * 1024;
    private static final long SPOOL_BYTES = 1024L * 1024 * 1024;

    /** A new JVM loads classes and compiles; times count when it has. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    /** In a second: where everything starts at once, it takes longer until what matters is compiled. */
    private static final Duration COMPILES_A_LITTLE = Duration.ofMillis(250);

    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOKS_ONE_SECOND_OF = 3;

    /** A service begins with less than its full load: until its first event is delivered, or it is warm without one. */
    private static final int SLOWER_AT_FIRST = 10;

    private final LoadOptions options;
    private final Journal journal;
    private final EventPublisher publisher;
    private final EventIds ids = EventIds.system();
    private final AtomicLong calls = new AtomicLong();
    private final Sample sample = new Sample();
    private final Sample discarded = new Sample();

    /** One or the other, without a branch: one never taken before would send the compiled callers back to the interpreter. */
    private volatile Sample into = discarded;

    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable CallerStacks stacks; // once warm
    private final AtomicLong untold = new AtomicLong(); // events whose outcome is not in the journal yet
    private final long began = System.nanoTime();
    private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    private long compiledBefore;
    private long compilingSince = began;
    private boolean warm;
    private volatile boolean firstDelivered;
    private volatile boolean stopping;

    private LoadMain(LoadOptions options) throws IOException {
        this.options = options;
        this.journal = new Journal(options.journal());
        EventPublisherBuilder builder = EventPublisher.builder()
                .bootstrapServers(options.bootstrapServers())
                .source("chaos")
                .queueMaxEvents(QUEUE_EVENTS)
                .queueMaxBytes(QUEUE_BYTES);
        if (options.spool() != null) {
            builder.spoolDirectory(options.spool())
                    .spoolMaxBytes(SPOOL_BYTES)
                    .refusedAfterSpooling((event, refusal) ->
                            journal.refused(event.id(), refusal.reason().name()));
        }
        long start = System.nanoTime();
        this.publisher = builder.build();
        journal.built(System.nanoTime() - start);
    }

    public static void main(String[] arguments) throws Exception {
        LoadMain load = new LoadMain(LoadOptions.of(arguments));
        Thread.setDefaultUncaughtExceptionHandler(load::died);
        Runtime.getRuntime().addShutdownHook(new Thread(load::stop, "load-stop"));
        load.run();
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < options.threads(); i++) {
            int number = i;
            Thread thread = new Thread(() -> publish(number), "load-" + i);
            threads.add(thread);
            thread.start();
        }
        while (!stopping) {
            scrape();
            lookOrTakeTimes();
            TimeUnit.NANOSECONDS.sleep(BETWEEN_SCRAPES.toNanos());
        }
        Thread.currentThread().join(); // until the hook has ended the process
    }

    /** In turn, one second and two: what looks at stacks costs their threads time. */
    private void lookOrTakeTimes() {
        long now = System.nanoTime();
        if (!isWarm(now)) {
            return;
        }
        CallerStacks looks = stacks;
        if (looks == null) {
            looks = new CallerStacks(threads, EventPublisher.class);
            stacks = looks;
        }
        boolean isTiming = TimeUnit.NANOSECONDS.toSeconds(now - began) % LOOKS_ONE_SECOND_OF != 0;
        into = isTiming ? sample : discarded;
        looks.setLooking(!isTiming);
    }

    private void publish(int number) {
        Random random = new Random(number);
        long nanosBetween = TimeUnit.SECONDS.toNanos(1) * options.threads() / options.perSecond();
        long next = System.nanoTime() + random.nextLong(nanosBetween);
        long seq = 0;
        while (!stopping) {
            LockSupport.parkNanos(next - System.nanoTime());
            if (System.nanoTime() - next >= 0) {
                publish("t-" + options.name() + "-" + number + "-" + seq % KEYS_OF_A_THREAD, seq, random);
                seq++;
                next += isFirstDelivered() ? nanosBetween : SLOWER_AT_FIRST * nanosBetween;
            }
        }
    }

    /** Or it is not to be soon. */
    private boolean isFirstDelivered() {
        if (!firstDelivered && System.nanoTime() - began > WARM_UP.toNanos()) {
            firstDelivered = true;
        }
        return firstDelivered;
    }

    private void publish(String key, long seq, Random random) {
        UUID id = ids.next();
        boolean isLarge = options.largeEvery() > 0 && seq % options.largeEvery() == options.largeEvery() - 1;
        String padding = padding(random, isLarge ? Content.LARGE : options.bytes());
        EventDraft draft = Content.draft(id, key, seq, padding);
        journal.offered(id, key, seq, Content.fields(id, key, seq, padding).check());
        untold.incrementAndGet();
        Sample times = into;
        boolean controlFirst = random.nextBoolean();
        long idled = controlFirst ? idle(times.median(isLarge)) : 0;
        long start = System.nanoTime();
        var future = publisher.publish(draft);
        long took = System.nanoTime() - start;
        idled = controlFirst ? idled : idle(times.median(isLarge));
        var unused = future.whenComplete((published, failure) -> ended(id, published, failure));
        calls.incrementAndGet();
        times.add(isLarge, took, idled);
    }

    /** Once it is, it stays so. */
    private boolean isWarm(long now) {
        if (!warm && now - compilingSince >= ONE_SECOND) {
            long compiled = compiler.getTotalCompilationTime();
            boolean isBusy = compiled - compiledBefore > COMPILES_A_LITTLE.toMillis();
            compiledBefore = compiled;
            compilingSince = now;
            warm = !isBusy
                    && calls.get() > LoadOptions.callsToWarmUp(options.perSecond())
                    && now - began > WARM_UP.toNanos();
        }
        return warm;
    }

    /**
     * Does nothing for as long as a call of {@code publish} takes in the median, with an event of that size. The longer a thread works, the likelier the
     * scheduler gives its processor to another: what is over this is the publisher's doing.
     */
    private static long idle(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        return System.nanoTime() - start;
    }

    private static String padding(Random random, int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        while (text.length() < bytes) {
            text.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36));
        }
        text.setLength(bytes);
        return text.toString();
    }

    private void ended(UUID id, @Nullable Published published, @Nullable Throwable failure) {
        if (published != null && published.spooled()) {
            journal.spooled(id);
            firstDelivered = true;
        } else if (published != null) {
            journal.acknowledged(id);
            firstDelivered = true;
        } else {
            journal.rejected(
                    id,
                    failure instanceof EventRejectedException rejected
                            ? rejected.reason().name()
                            : String.valueOf(failure).replace(' ', '_'));
        }
        untold.decrementAndGet();
    }

    private void died(Thread thread, Throwable failure) {
        failure.printStackTrace();
        journal.died(thread.getName() + ": " + failure);
    }

    private void scrape() {
        PublisherMetrics metrics = publisher.metrics();
        long rejected =
                metrics.rejected().values().stream().mapToLong(Long::longValue).sum();
        long ended = metrics.acknowledged() + rejected;
        long held = metrics.queued() + metrics.spool().events();
        boolean addsUp = metrics.offered() + metrics.spool().adopted() == ended + held;
        boolean isBounded = metrics.queued() <= QUEUE_EVENTS
                && metrics.queuedBytes() <= QUEUE_BYTES
                && metrics.spool().bytes() <= SPOOL_BYTES;
        if (!addsUp || !isBounded) {
            journal.lie(metrics);
        }
    }

    private void stop() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            CallerStacks seen = stacks;
            if (seen != null) {
                seen.stop();
                journal.stacks(seen);
            }
            await(() -> !isHolding(), Duration.ofSeconds(options.drainSeconds()));
            long closing = System.nanoTime();
            publisher.close(TO_CLOSE);
            journal.closed(System.nanoTime() - closing);
            await(() -> untold.get() == 0, TO_TELL); // futures end on other threads
            journal.metrics(publisher.metrics());
            journal.times(sample.times(), sample.control());
            journal.close();
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException("the load did not end well", e);
        }
    }

    private static void await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean isHolding() {
        PublisherMetrics metrics = publisher.metrics();
        return metrics.queued() + metrics.spool().events() > 0;
    }
}

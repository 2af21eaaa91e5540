package dev.annals.producer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** From the queue to disk, and from there to Kafka. */
final class SpooledRoute implements Route {

    /** For the last writes, so that the next process finds the directory free. */
    private static final Duration FAREWELL = Duration.ofMillis(400);

    private final EventQueue queue;
    private final SpoolLedger ledger;
    private final Spooler spooler;
    private final Sender sender;
    private final SpoolWatch watch;
    private final Thread spoolerThread;
    private final Thread senderThread;

    SpooledRoute(EventQueue queue, SpoolLedger ledger, Spooler spooler, Sender sender, SpoolWatch watch, Label label) {
        this.queue = queue;
        this.ledger = ledger;
        this.spooler = spooler;
        this.sender = sender;
        this.watch = watch;
        this.spoolerThread = label.thread("spooler", spooler);
        this.senderThread = label.thread("sender", sender);
    }

    @Override
    public void start() {
        spoolerThread.start();
        senderThread.start();
    }

    @Override
    public Outcomes outcomes() {
        return ledger;
    }

    /** Ends nothing: there is no delivery time-out, an outage may last as long as it likes. */
    @Override
    public void look() {
        watch.look();
    }

    @Override
    public boolean flush(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        return queue.flush(timeout)
                && ledger.awaitForced(
                        TimeUnit.NANOSECONDS.convert(timeout) - (System.nanoTime() - start), queue::wakeSender);
    }

    @Override
    public void awaitEmpty(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        queue.awaitEmpty(nanos);
        ledger.awaitEmpty(nanos - (System.nanoTime() - start));
    }

    @Override
    public void stop() {
        sender.stop();
        senderThread.interrupt();
        spooler.stop();
        Uninterrupted.await(FAREWELL, nanos -> TimeUnit.NANOSECONDS.timedJoin(spoolerThread, nanos));
    }
}

package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.Transport.Delivery;
import dev.annals.producer.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from the queue to Kafka, in order, whatever happens there.
 *
 * <p>An event that cannot be handed over yet is the next again. A client that breaks, or takes or acknowledges nothing
 * for 30 s, is closed, and a new one sends again everything unacknowledged: the order stays, ids make the duplicates
 * harmless. After a batch failed, its events go one at a time, so that one bad event takes no other with it.
 *
 * <p>One thread runs this loop; only {@link #stop()} may be called from another. Kafka may block it for as long as it
 * likes: nobody waits for it.
 */
final class Sender implements Runnable {

    static final Duration STALL = Duration.ofSeconds(30);

    /** Taken at a time, so that the queue is asked seldom; the rest of the queue can still be given up for newer events. */
    private static final int MAX_IN_HAND = 128;

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    private final EventQueue queue;
    private final Transport.Factory transports;
    private final Duration stall;
    private final Outcomes outcomes;
    private final Warnings warnings;
    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private final Pause pause;

    /** In flight already, and to be sent next. */
    private final Deque<QueuedEvent> hand = new ArrayDeque<>();

    private volatile boolean stopping;
    private @Nullable Client client;

    /** Up to this sequence, events go alone. */
    private long aloneUpTo;

    private long oldestAtLastStall;

    /** When the client began to take nothing; null while it takes events. */
    private @Nullable Long notTakingSince;

    /** What ended a turn, until the client was replaced. */
    private @Nullable Throwable unexpected;

    /**
     * @param stall for how long a client may take or acknowledge nothing
     * @param outcomes for the warnings
     */
    Sender(
            EventQueue queue,
            Transport.Factory transports,
            Duration stall,
            Outcomes outcomes,
            Warnings warnings,
            LongSupplier nanoTime,
            Pause pause) {
        this.queue = queue;
        this.transports = transports;
        this.stall = stall;
        this.outcomes = outcomes;
        this.warnings = warnings;
        this.nanoTime = nanoTime;
        this.backoff = new Backoff(nanoTime);
        this.pause = pause;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                turnOrRecover();
            }
        } catch (InterruptedException asked) {
            // by the one who stops us: what is left has ended already
        } finally {
            Thread.interrupted(); // or closing the client would be cut short
            closeClient(new TransportException(Kind.BROKEN, "the publisher was closed", null));
        }
    }

    /** The loop ends soon, with a client closed; the thread that runs it has to be interrupted as well. */
    void stop() {
        stopping = true;
    }

    private void turnOrRecover() throws InterruptedException {
        try {
            recover();
            turn();
        } catch (RuntimeException | Error e) { // a host out of memory, a class that is missing: no reason to end
            unexpected = e; // no more than that: what needs memory is tried in the next round
            pause.of(RETRY_PAUSE);
        }
    }

    /** Until it worked: only then is nothing left in flight that no client has. */
    private void recover() throws InterruptedException {
        Throwable e = unexpected;
        if (e != null) {
            replaceClient(new TransportException(Kind.BROKEN, e.toString(), e), false);
            unexpected = null;
        }
    }

    /** Sends the next event, or waits a while for one. */
    void turn() throws InterruptedException {
        replaceClientThatFailed();
        if (hand.isEmpty() || notTakingSince != null) {
            replaceClientThatStalled();
        }
        if (hand.isEmpty()) {
            hand.addAll(queue.take(IDLE, aloneUpTo, MAX_IN_HAND, Long.MAX_VALUE));
        }
        QueuedEvent event = hand.pollFirst();
        if (event != null && !event.hasEnded()) {
            send(event);
        }
    }

    private void send(QueuedEvent event) throws InterruptedException {
        try {
            connected().send(event);
            notTakingSince = null;
            event.sent(nanoTime.getAsLong());
        } catch (TransportException e) {
            notHandedOver(event, e);
        }
    }

    private Client connected() throws TransportException {
        if (client == null) {
            backoff.attempt();
            client = new Client(transports.open());
        }
        return client;
    }

    private void notHandedOver(QueuedEvent event, TransportException e) throws InterruptedException {
        switch (e.kind()) {
            case NOT_NOW -> {
                hand.addFirst(event);
                retryOrReplaceClient(e);
            }
            case TOO_LARGE -> queue.reject(event, tooLarge(event, e));
            case REFUSED -> queue.reject(event, refused(event, e));
            case BROKEN -> replaceClientThatBroke(e);
        }
    }

    /** A client whose brokers have moved, or whose thread has died, would say "not now" for ever. */
    private void retryOrReplaceClient(TransportException e) throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (notTakingSince == null) {
            notTakingSince = now;
        }
        if (now - notTakingSince >= stall.toNanos()) {
            String problem = "nothing could be handed over for " + stall + ", " + e.getMessage();
            replaceClient(new TransportException(Kind.BROKEN, problem, e), false);
            return;
        }
        warn(e);
        pause.of(RETRY_PAUSE);
    }

    /** A failure in flight closes the client at once: what the hand-over then says is only its consequence. */
    private void replaceClientThatBroke(TransportException e) throws InterruptedException {
        TransportException inFlight = client == null ? null : client.failure;
        if (inFlight != null) {
            replaceClient(inFlight, true);
            return;
        }
        replaceClient(e, false);
    }

    private void replaceClientThatFailed() throws InterruptedException {
        TransportException failure = client == null ? null : client.failure;
        if (failure != null) {
            replaceClient(failure, true);
        }
    }

    private void replaceClientThatStalled() throws InterruptedException {
        if (client != null && queue.isStalled(stall)) {
            long oldest = queue.oldestSequence();
            boolean again = oldest == oldestAtLastStall;
            oldestAtLastStall = oldest;
            replaceClient(new TransportException(Kind.BROKEN, "no acknowledgement for " + stall, null), again);
        }
    }

    /** The next turn begins again with the oldest event; {@code alone} to find the one that spoils its batch. */
    private void replaceClient(TransportException why, boolean alone) throws InterruptedException {
        closeClient(why);
        hand.clear();
        long last = queue.putAllBack();
        if (alone) {
            aloneUpTo = Math.max(aloneUpTo, last);
        }
        warn(why);
        pause.of(backoff.pause());
    }

    private void closeClient(TransportException why) {
        Client closing = client;
        if (closing == null) {
            return;
        }
        client = null; // even if it cannot be closed
        notTakingSince = null;
        if (closing.useful) {
            backoff.reset();
        }
        closing.failure = why; // first: closing fails what is in flight, which is no news
        closing.transport.close();
    }

    private void warn(TransportException e) {
        if (!stopping && warnings.isDue()) {
            PublisherMetrics metrics = outcomes.snapshot();
            warnings.warn("cannot send to Kafka, and goes on trying: " + e.getMessage() + " (" + metrics.queued()
                    + " events of " + metrics.queuedBytes() + " bytes are queued, "
                    + metrics.spool().events() + " spooled)");
        }
    }

    private static Rejection tooLarge(QueuedEvent event, TransportException e) {
        return new Rejection(
                Reason.TOO_LARGE,
                () -> "event " + event.id + " of " + event.bytes() + " bytes is larger than Kafka takes ("
                        + e.getMessage() + "); publish less metadata, or raise max.message.bytes of the topic",
                e);
    }

    private static Rejection refused(QueuedEvent event, TransportException e) {
        return new Rejection(
                Reason.DELIVERY_FAILED,
                () -> "event " + event.id + " was refused by the broker, sent alone (" + e.getMessage()
                        + "); check the settings of the topic",
                e);
    }

    /** Waits that long, if it is more than zero. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** One client, and the first thing that went wrong with it. */
    private final class Client {
        private final Transport transport;
        private volatile boolean useful;
        private volatile @Nullable TransportException failure;

        Client(Transport transport) {
            this.transport = transport;
        }

        void send(QueuedEvent event) throws TransportException {
            transport.send(event.encoded, new Sent(this, event, event.sequence <= aloneUpTo));
        }

        void broke(TransportException e) {
            if (failure == null) {
                failure = e;
                transport.close(); // at once: what is behind a failed batch must not overtake it
                queue.wakeSender();
            }
        }
    }

    /** Notes how a sent event ended, on Kafka's thread; also one sent by a client that was replaced. */
    private final class Sent implements Delivery {
        private final Client client;
        private final QueuedEvent event;
        private final boolean alone;

        Sent(Client client, QueuedEvent event, boolean alone) {
            this.client = client;
            this.event = event;
            this.alone = alone;
        }

        @Override
        public void acknowledged(int partition, long offset) {
            client.useful = true;
            queue.acknowledged(event, partition, offset);
        }

        @Override
        public void failed(TransportException e) {
            if (e.kind() == Kind.TOO_LARGE) {
                queue.reject(event, tooLarge(event, e));
            } else if (e.kind() == Kind.REFUSED && alone) {
                queue.reject(event, refused(event, e));
            } else {
                client.broke(e);
            }
        }
    }
}

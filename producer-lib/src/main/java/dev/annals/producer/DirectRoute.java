package dev.annals.producer;

import java.time.Duration;

/** From the queue to Kafka, through memory only. */
final class DirectRoute implements Route {

    private final EventQueue queue;
    private final Sender sender;
    private final Thread senderThread;

    DirectRoute(EventQueue queue, Sender sender, Label label) {
        this.queue = queue;
        this.sender = sender;
        this.senderThread = label.thread("sender", sender);
    }

    @Override
    public void start() {
        senderThread.start();
    }

    @Override
    public Outcomes outcomes() {
        return queue;
    }

    @Override
    public void look() {
        queue.expire();
    }

    @Override
    public boolean flush(Duration timeout) throws InterruptedException {
        return queue.flush(timeout);
    }

    @Override
    public void awaitEmpty(long nanos) throws InterruptedException {
        queue.awaitEmpty(nanos);
    }

    @Override
    public void stop() {
        sender.stop();
        senderThread.interrupt();
    }
}

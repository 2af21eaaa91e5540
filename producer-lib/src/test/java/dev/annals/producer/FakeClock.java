package dev.annals.producer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Nanoseconds that pass only when told to. Thread-safe. */
final class FakeClock implements LongSupplier {

    private final AtomicLong nanos = new AtomicLong(1);

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}

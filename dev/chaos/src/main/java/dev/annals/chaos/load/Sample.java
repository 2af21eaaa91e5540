package dev.annals.chaos.load;

/** How long calls took, and how long the same threads took to do nothing, as long as a call takes in the median. Thread-safe. */
final class Sample {

    private static final int CALLS_BETWEEN_LOOKS = 50;

    private final CallTimes times = new CallTimes();
    private final CallTimes control = new CallTimes();
    private final Size usual = new Size();
    private final Size large = new Size();

    void add(boolean isLarge, long took, long idled) {
        times.add(took);
        control.add(idled);
        (isLarge ? large : usual).add(took);
    }

    /** Nanoseconds of a call with an event of that size. */
    long median(boolean isLarge) {
        return (isLarge ? large : usual).median;
    }

    CallTimes times() {
        return times;
    }

    CallTimes control() {
        return control;
    }

    /** Events of about that many bytes. */
    private static final class Size {

        private final CallTimes times = new CallTimes();
        private volatile long median = 5_000; // nanoseconds, until it is known

        void add(long nanos) {
            times.add(nanos);
            if (times.calls() % CALLS_BETWEEN_LOOKS == 0) {
                median = times.percentile(0.5);
            }
        }
    }
}

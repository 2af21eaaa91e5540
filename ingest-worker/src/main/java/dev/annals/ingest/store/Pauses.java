package dev.annals.ingest.store;

import java.time.Duration;

/** How a run of retention waits; may be called with zero, to ask whether to go on. */
@FunctionalInterface
public interface Pauses {

    /** Returns after that time, or at once with false if the run is to end. */
    boolean await(Duration time);
}

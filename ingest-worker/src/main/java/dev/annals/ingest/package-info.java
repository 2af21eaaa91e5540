/**
 * The worker as a service: its configuration, its health, its lanes.
 *
 * <p>Start with {@link dev.annals.ingest.IngestWorker}.
 */
@NullMarked
package dev.annals.ingest;

import org.jspecify.annotations.NullMarked;

/** Real Kafka and real PostgreSQL for tests and the demo; knows nothing of events. */
@NullMarked
package dev.annals.testkit;

import org.jspecify.annotations.NullMarked;

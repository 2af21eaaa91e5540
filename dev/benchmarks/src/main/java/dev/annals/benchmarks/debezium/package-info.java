/** What a peer needs to read events: it runs in Kafka Connect. */
@NullMarked
package dev.annals.benchmarks.debezium;

import org.jspecify.annotations.NullMarked;

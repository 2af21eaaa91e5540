package dev.annals.ingest.consume;

import org.apache.kafka.common.KafkaException;

/** Kafka could not do what an operator asked for; the message says why. */
public final class KafkaProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    KafkaProblemException(String bootstrapServers, KafkaException cause) {
        super("Kafka at " + bootstrapServers + " cannot do it now: " + reason(cause), cause);
    }

    /** The last cause: what is around it says only that the client could not be built, or that a future has failed. */
    static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }
}

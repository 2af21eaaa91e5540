package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Where Kafka lost the end of its log, offsets are used again: what comes there now is another record. What is known of the
 * lost ones keeps every byte, and gets the id of a log that is no more, one for each loss.
 */
final class LostLogs {

    private LostLogs() {}

    /** In the transaction that records the gaps. */
    static void setAside(Connection connection, List<Gap> gaps) throws SQLException {
        for (Gap gap : gaps) {
            if (gap.reason() == Gap.Reason.TRUNCATION) {
                UUID aside = UUID.randomUUID();
                DeadLetters.setAside(connection, gap, aside);
                Stops.setAside(connection, gap, aside);
            }
        }
    }
}

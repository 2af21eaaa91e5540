package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The table {@code ingest_gaps}. */
final class Gaps {

    private static final String INSERT = """
            insert into ingest_gaps (topic_id, partition, topic, from_offset, to_offset, reason)
            values (?, ?, ?, ?, ?, ?)
            """;

    private Gaps() {}

    /** In the transaction that moves the positions past them. */
    static void insert(Connection connection, List<Gap> gaps) throws SQLException {
        if (gaps.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Gap gap : gaps) {
                insert.setObject(1, gap.source().topicId());
                insert.setInt(2, gap.source().partition());
                insert.setString(3, gap.source().topic());
                insert.setLong(4, gap.from());
                insert.setLong(5, gap.to());
                insert.setString(6, gap.reason().name());
                insert.executeUpdate();
            }
        }
    }
}

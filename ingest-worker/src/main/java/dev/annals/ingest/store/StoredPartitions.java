package dev.annals.ingest.store;

import dev.annals.event.EventIds;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The partitions that {@code events} has, whoever made them. */
final class StoredPartitions {

    private static final String ALL = """
            select c.oid::regclass::text, pg_get_expr(c.relpartbound, c.oid)
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'events'::regclass
            """;

    private static final Pattern BOUNDS =
            Pattern.compile("FOR VALUES FROM \\('([0-9a-f-]{36})'\\) TO \\('([0-9a-f-]{36})'\\)");

    private StoredPartitions() {}

    /** Those that hold times before {@code cut}, oldest first; their names are quoted for SQL where that is needed. */
    static List<PartitionRange> before(Connection connection, Instant cut) throws SQLException {
        List<PartitionRange> ranges = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery(ALL)) {
            while (rows.next()) {
                ranges.add(range(rows.getString(1), rows.getString(2)));
            }
        }
        ranges.removeIf(range -> !range.from().isBefore(cut));
        ranges.sort(Comparator.comparing(PartitionRange::from));
        return ranges;
    }

    /** Its hours must be its own: their counts go with it. */
    private static PartitionRange range(String name, String bounds) throws SQLException {
        Matcher matcher = BOUNDS.matcher(bounds);
        if (matcher.matches()) {
            PartitionRange range = new PartitionRange(name, time(matcher.group(1)), time(matcher.group(2)));
            if (isOnTheHour(range.from()) && isOnTheHour(range.to())) {
                return range;
            }
        }
        throw new SQLException("the partition " + name + " of events was not made by Annals and holds " + bounds
                + "; detach it: retention knows ranges of whole hours only");
    }

    private static Instant time(String id) {
        return EventIds.timestamp(UUID.fromString(id));
    }

    private static boolean isOnTheHour(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.HOURS));
    }
}

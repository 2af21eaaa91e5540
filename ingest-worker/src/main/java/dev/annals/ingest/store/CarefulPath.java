package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Stores rows of which some are there already or can never be stored: slower than a plain COPY, but it tells them apart.
 * Rows go through a staging table and {@code insert … on conflict do nothing}; a row whose id is taken by another
 * content, and a row that PostgreSQL refuses, become dead letters. The refused one is found by halving.
 *
 * <p>Confined to its writer's thread; works inside the caller's transaction.
 */
final class CarefulPath {

    private static final String CREATE_STAGING = """
            create temporary table if not exists incoming (
                n int not null,
                like events including defaults
            ) on commit delete rows
            """;

    /**
     * In the order of ids, so that two transactions with the same ids never wait for each other in a circle. Of rows with
     * the same id the first one goes in.
     */
    private static final String INSERT_NEW = """
            insert into events (%1$s)
            select %1$s
            from incoming
            order by id, n
            on conflict do nothing
            returning id
            """.formatted(EventRows.COLUMNS);

    /** Stored under the same id with another content; "offset 0" keeps it one look-up by key for each row. */
    private static final String CONFLICTS = """
            select i.n, concat_ws(', ',
                case when i.category is distinct from e.category then 'category' end,
                case when i.type is distinct from e.type then 'type' end,
                case when (i.actor_type, i.actor_id) is distinct from (e.actor_type, e.actor_id) then 'actor' end,
                case when (i.resource_type, i.resource_id) is distinct from (e.resource_type, e.resource_id)
                    then 'resource' end,
                case when i.severity is distinct from e.severity then 'severity' end,
                case when i.metadata is distinct from e.metadata then 'metadata' end
            ) as differing
            from incoming i
            cross join lateral (select * from events where events.id = i.id offset 0) e
            where (i.category, i.type, i.actor_type, i.actor_id, i.resource_type, i.resource_id, i.severity, i.metadata)
                is distinct from
                (e.category, e.type, e.actor_type, e.actor_id, e.resource_type, e.resource_id, e.severity, e.metadata)
            order by i.n
            """;

    private static final String CLEAR_STAGING = "delete from incoming";

    private final EventRows eventRows;

    CarefulPath(EventRows eventRows) {
        this.eventRows = eventRows;
    }

    /** Makes the staging table of this connection. In a transaction of its own. */
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local client_min_messages = warning"); // "already exists, skipping" is no news
            statement.execute(CREATE_STAGING);
        }
        connection.commit();
    }

    /**
     * Stores what can be stored; everything else is in the result. Gives up once {@code limit} is reached:
     * then rows are left untried, and nothing of it may be committed.
     */
    Stored store(Connection connection, List<Row> rows, Limit limit) throws SQLException {
        Stored result = new Stored(limit);
        store(connection, rows, result);
        return result;
    }

    private void store(Connection connection, List<Row> rows, Stored result) throws SQLException {
        if (result.isGivenUp) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            insert(connection, rows, result);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (SqlFailure.of(e) != SqlFailure.POISON) {
                throw e;
            }
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (rows.size() == 1) {
                result.refused(connection, refused(rows.get(0), e));
                return;
            }
            int half = rows.size() / 2;
            store(connection, rows.subList(0, half), result);
            store(connection, rows.subList(half, rows.size()), result);
        }
    }

    private void insert(Connection connection, List<Row> rows, Stored result) throws SQLException {
        eventRows.copyToIncoming(connection, rows);
        List<Row> inserted = insertNew(connection, rows);
        List<DeadLetter> conflicts = inserted.size() < rows.size() ? conflicts(connection, rows) : List.of();
        try (Statement clear = connection.createStatement()) {
            clear.executeUpdate(CLEAR_STAGING);
        }
        result.inserted.addAll(inserted);
        result.duplicates += rows.size() - inserted.size() - conflicts.size();
        result.conflicts.addAll(conflicts);
    }

    private static List<Row> insertNew(Connection connection, List<Row> rows) throws SQLException {
        Map<UUID, Row> first = new HashMap<>();
        rows.forEach(row -> first.putIfAbsent(row.id(), row));
        List<Row> inserted = new ArrayList<>();
        try (Statement insert = connection.createStatement();
                ResultSet ids = insert.executeQuery(INSERT_NEW)) {
            while (ids.next()) {
                UUID id = ids.getObject(1, UUID.class);
                inserted.add(Objects.requireNonNull(first.get(id), "only rows of the batch are staged"));
            }
        }
        return inserted;
    }

    private static List<DeadLetter> conflicts(Connection connection, List<Row> rows) throws SQLException {
        List<DeadLetter> conflicts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(CONFLICTS);
                ResultSet found = select.executeQuery()) {
            while (found.next()) {
                Row row = rows.get(found.getInt(1));
                String detail = "the id " + row.id() + " is stored already, with another " + found.getString(2);
                conflicts.add(new DeadLetter(row.origin(), DeadLetter.Reason.ID_CONFLICT, detail, null));
            }
        }
        return conflicts;
    }

    private static DeadLetter refused(Row row, SQLException e) {
        String detail = "PostgreSQL refuses the row: " + firstLine(e);
        return new DeadLetter(row.origin(), DeadLetter.Reason.REFUSED_BY_DATABASE, detail, e.getSQLState());
    }

    private static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    /** Asked now and then whether the rows that PostgreSQL has refused so far are too many to go on looking for more. */
    interface Limit {
        boolean isReached(Connection connection, List<DeadLetter> refused) throws SQLException;
    }

    /** What became of the rows so far. */
    static final class Stored {

        /** Finding one takes PostgreSQL longer than some hundred times asking. */
        private static final int ASK_EVERY = 10;

        private final Limit limit;
        private final List<DeadLetter> refused = new ArrayList<>();
        private boolean isGivenUp;
        private final List<Row> inserted = new ArrayList<>();
        private int duplicates;
        private final List<DeadLetter> conflicts = new ArrayList<>();

        Stored(Limit limit) {
            this.limit = limit;
        }

        private void refused(Connection connection, DeadLetter letter) throws SQLException {
            refused.add(letter);
            isGivenUp = refused.size() % ASK_EVERY == 0 && limit.isReached(connection, refused);
        }

        List<Row> inserted() {
            return inserted;
        }

        int duplicates() {
            return duplicates;
        }

        /** Rows whose id is taken. */
        List<DeadLetter> conflicts() {
            return conflicts;
        }

        /** Rows that PostgreSQL refuses. */
        List<DeadLetter> refused() {
            return refused;
        }
    }
}

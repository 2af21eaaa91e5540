package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which records are dead letters that an operator sent again. The header alone does not say so, for anybody can write it,
 * and a mirror copies it: the letter it names must be here, or another that came back of it, for retention deletes the
 * first one before the last.
 *
 * <p>Not thread-safe.
 */
final class Replays {

    /** In whatever state: its record can be back before it is marked as replayed. */
    private static final String IS_HERE = """
            select
                exists (
                    select from dead_letters
                    where topic_id = ?
                      and partition = ?
                      and record_offset = ?
                )
                or exists (
                    select from dead_letters
                    where replay_of = ?
                )
            """;

    private final Map<String, Boolean> known = new HashMap<>();

    /** Asks the database about those that bear the header, once for each letter. */
    void learn(Connection connection, Collection<DeadLetter> letters) throws SQLException {
        for (DeadLetter letter : letters) {
            Optional<ReplayMark> mark = ReplayMark.of(letter.origin());
            if (mark.isPresent() && !known.containsKey(mark.get().letter())) {
                note(mark.get().letter(), isHere(connection, mark.get()));
            }
        }
    }

    void note(String letter, boolean isHere) {
        known.put(letter, isHere);
    }

    private static boolean isHere(Connection connection, ReplayMark mark) throws SQLException {
        List<String> key = List.of(mark.letter().split("/"));
        try (PreparedStatement select = connection.prepareStatement(IS_HERE)) {
            select.setObject(1, UUID.fromString(key.get(0)));
            select.setInt(2, Integer.parseInt(key.get(1)));
            select.setLong(3, Long.parseLong(key.get(2)));
            select.setString(4, mark.letter());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Which letter the record was, and which attempt this is; nothing if it is none of ours, as far as was learnt. */
    Optional<ReplayMark> of(RawRecord record) {
        return ReplayMark.of(record).filter(mark -> known.getOrDefault(mark.letter(), false));
    }
}

package dev.annals.query.search;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * SQL text and the values of its parameters, in the order of the question marks. A value can become a parameter only,
 * never a part of the text.
 *
 * @param values a list stands for an array, of ids or of text
 */
record Sql(String text, List<Object> values) {

    /** No text, and no value. */
    static final Sql EMPTY = new Sql("", List.of());

    private static final String HOLE = "%s";

    /** An array of whole numbers, which has this type when it is empty, too: PostgreSQL plans anew for another type. */
    record Numbers(List<Long> elements) {
        Numbers {
            elements = List.copyOf(elements);
        }
    }

    Sql {
        values = List.copyOf(values);
    }

    /** Fills each {@code %s} with the next part: SQL as it is, indented like its first line; anything else as a parameter. */
    static Sql of(String template, Object... parts) {
        StringBuilder text = new StringBuilder();
        List<Object> values = new ArrayList<>();
        int from = 0;
        for (Object part : parts) {
            int hole = template.indexOf(HOLE, from);
            text.append(template, from, hole);
            if (part instanceof Sql sql) {
                text.append(sql.text.stripTrailing().replace("\n", "\n" + indentAt(template, hole)));
                values.addAll(sql.values);
            } else {
                text.append('?');
                values.add(part);
            }
            from = hole + HOLE.length();
        }
        return new Sql(text.append(template, from, template.length()).toString(), values);
    }

    /** One condition a line, all of which must hold. */
    static Sql and(List<Sql> conditions) {
        return new Sql(
                conditions.stream().map(Sql::text).collect(joining("\n  and ")),
                conditions.stream()
                        .flatMap(condition -> condition.values.stream())
                        .toList());
    }

    /** The {@code first} ones say where to look, the others what to leave out. */
    static Sql and(List<Sql> others, Sql... first) {
        List<Sql> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return and(all);
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        try {
            for (int i = 0; i < values.size(); i++) {
                bind(statement, i + 1, values.get(i));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof List<?> elements) {
            setArray(statement, index, isOfIds(elements) ? "uuid" : "text", elements);
        } else if (value instanceof Numbers numbers) {
            setArray(statement, index, "int8", numbers.elements());
        } else {
            statement.setObject(index, value);
        }
    }

    private static void setArray(PreparedStatement statement, int index, String type, List<?> elements)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, elements.toArray()));
    }

    private static boolean isOfIds(List<?> elements) {
        return !elements.isEmpty() && elements.get(0) instanceof UUID;
    }

    private static String indentAt(String template, int hole) {
        int line = template.lastIndexOf('\n', hole) + 1;
        int end = line;
        while (template.charAt(end) == ' ') {
            end++;
        }
        return template.substring(line, end);
    }
}

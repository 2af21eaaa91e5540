package dev.annals.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What is asked: values are those of rows that are stored, so frequent ones are asked for more often; a pair is of one row, so that
 * both occur together.
 */
final class Questions {

    private static final long SEED = 7;

    /** Some thousands, from blocks all over the table. */
    private static final String SOME_ROWS = """
            select category, type, severity, actor_type, actor_id, resource_type, resource_id, inserted_at
            from events tablesample system (%s) repeatable (7)
            where actor_id is not null and resource_id is not null
            """;

    /** The parameters of each field; an id has its type beside it. */
    private static final Map<String, List<String>> FIELDS = fields();

    private static final Set<String> COUNTED_BY_ROW = Set.of("actor", "resource_type", "resource");

    private final List<Map<String, String>> rows;

    private Questions(List<Map<String, String>> rows) {
        this.rows = rows;
    }

    private static Map<String, List<String>> fields() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String alone : List.of("category", "type", "severity", "actor_type", "resource_type")) {
            fields.put(alone, List.of(alone));
        }
        fields.put("actor", List.of("actor_type", "actor_id"));
        fields.put("resource", List.of("resource_type", "resource_id"));
        return fields;
    }

    /** @param percent of the blocks of the table to look into */
    static Questions from(String url, double percent) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(SOME_ROWS.formatted(percent))) {
            while (found.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (String column : List.of(
                        "category", "type", "severity", "actor_type", "actor_id", "resource_type", "resource_id")) {
                    row.put(column, found.getString(column));
                }
                row.put("at", found.getTimestamp("inserted_at").toInstant().toString());
                rows.add(row);
            }
        }
        Collections.shuffle(rows, new Random(SEED));
        return new Questions(rows);
    }

    /** By one filter each, of every kind that the API has. */
    Map<String, List<Question>> single(int each) {
        Map<String, List<Question>> questions = new LinkedHashMap<>();
        questions.put("no filter", List.of(Question.of(List.of())));
        FIELDS.keySet().forEach(field -> questions.put(field, questions(each, row -> conditions(row, field))));
        questions.put("type prefix", questions(each, row -> List.of(Map.entry("type", prefix(row)))));
        questions.put("exclude_type", questions(each, row -> List.of(entry(row, "type", "exclude_type"))));
        questions.put("since and until", questions(each, Questions::aDay));
        questions.put("two categories", questions(each, row -> both(row, "category")));
        questions.put("two types", questions(each, row -> both(row, "type")));
        return questions;
    }

    /** By two filters each. */
    Map<String, List<Question>> pairs(int each) {
        Map<String, List<Question>> questions = new LinkedHashMap<>();
        List<String> names = List.copyOf(FIELDS.keySet());
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                String first = names.get(i);
                String second = names.get(j);
                if (second.startsWith(first.replace("_type", "")) && first.endsWith("_type")) {
                    continue; // an actor has its type already
                }
                questions.put(first + " and " + second, questions(each, row -> conditions(row, first, second)));
            }
        }
        return questions;
    }

    /** What {@code event_counts} can answer: by category, type, severity, actor type and time. */
    Map<String, List<Question>> countedByHour(int each) {
        Map<String, List<Question>> questions = new LinkedHashMap<>(single(each));
        questions.keySet().removeAll(COUNTED_BY_ROW);
        questions.put("category and severity", questions(each, row -> conditions(row, "category", "severity")));
        questions.put("since and until", questions(each, Questions::aWhile));
        questions.put("type, since and until", questions(each, row -> {
            List<Map.Entry<String, String>> conditions = new ArrayList<>(conditions(row, "type"));
            conditions.addAll(aWhile(row));
            return conditions;
        }));
        return questions;
    }

    /** What no count by the hour knows. */
    Map<String, List<Question>> countedByRow(int each) {
        Map<String, List<Question>> questions = new LinkedHashMap<>(single(each));
        questions.keySet().retainAll(COUNTED_BY_ROW);
        questions.put(
                "category and resource_type", questions(each, row -> conditions(row, "category", "resource_type")));
        return questions;
    }

    /** Two values that are frequent, and of no row both: the one row's category, the other's type. */
    List<Question> disjoint(int number) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i + 1 < rows.size() && questions.size() < number; i++) {
            String category = value(rows.get(i), "category");
            String type = value(rows.get(i + 1), "type");
            if (!type.startsWith(category)) {
                questions.add(Question.of(List.of(Map.entry("category", category), Map.entry("type", type))));
            }
        }
        return questions;
    }

    /** Of which there is no event, as each has another end. */
    List<Question> misspelt(int number) {
        return questions(number, row -> List.of(Map.entry("resource_type", value(row, "resource_type") + "_x")));
    }

    private interface Conditions {
        List<Map.Entry<String, String>> of(Map<String, String> row);
    }

    private List<Question> questions(int number, Conditions conditions) {
        return rows.stream()
                .limit(number)
                .map(row -> Question.of(conditions.of(row)))
                .toList();
    }

    private static List<Map.Entry<String, String>> conditions(Map<String, String> row, String field) {
        return FIELDS.getOrDefault(field, List.of()).stream()
                .map(parameter -> entry(row, parameter, parameter))
                .toList();
    }

    private static List<Map.Entry<String, String>> conditions(Map<String, String> row, String first, String second) {
        List<Map.Entry<String, String>> conditions = new ArrayList<>(conditions(row, first));
        conditions.addAll(conditions(row, second));
        return conditions;
    }

    private static Map.Entry<String, String> entry(Map<String, String> row, String column, String parameter) {
        return Map.entry(parameter, value(row, column));
    }

    private static String value(Map<String, String> row, String column) {
        String value = row.get(column);
        if (value == null) {
            throw new IllegalStateException("a row without " + column);
        }
        return value;
    }

    private static String prefix(Map<String, String> row) {
        String type = value(row, "type");
        return type.substring(0, type.lastIndexOf('.')) + ".*";
    }

    private List<Map.Entry<String, String>> both(Map<String, String> row, String column) {
        String other = value(rows.get((rows.indexOf(row) + 1) % rows.size()), column);
        return List.of(entry(row, column, column), Map.entry(column, other));
    }

    private static List<Map.Entry<String, String>> aDay(Map<String, String> row) {
        Instant at = Instant.parse(value(row, "at"));
        return List.of(Map.entry("since", at.minus(Duration.ofDays(1)).toString()), Map.entry("until", at.toString()));
    }

    /** Some weeks, with edges inside an hour. */
    private static List<Map.Entry<String, String>> aWhile(Map<String, String> row) {
        Instant at = Instant.parse(value(row, "at"));
        return List.of(Map.entry("since", at.minus(Duration.ofDays(40)).toString()), Map.entry("until", at.toString()));
    }
}

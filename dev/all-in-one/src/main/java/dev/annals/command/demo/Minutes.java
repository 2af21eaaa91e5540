package dev.annals.command.demo;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rows of the activity topic, told as a line for each minute: {@code 12:31  57 events: media 40 (media_item.added 31,
 * media_item.rated 9), playback 17 (playback.started 17); 2 errors}.
 *
 * <p>Single-threaded.
 */
final class Minutes {

    private static final int TYPES_TOLD = 2; // of each category; three dots stand for the rest

    private final DateTimeFormatter clockTime;
    private final TreeMap<Instant, Map<String, JsonNode>> untold = new TreeMap<>();
    private Instant from;

    /** Minutes that end at {@code from} or before are told already, or nobody wants to know. */
    Minutes(Instant from, ZoneId zone) {
        this.from = from;
        this.clockTime = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
    }

    /** The last row of a key counts. */
    void add(String key, JsonNode row) {
        Instant end = Instant.parse(row.get("window_end").textValue());
        if (end.isAfter(from)) {
            untold.computeIfAbsent(end, minute -> new HashMap<>()).put(key, row);
        }
    }

    /** A line for each minute that had ended then, oldest first. What comes later for a minute that was told is not. */
    List<String> endedBy(Instant time) {
        List<String> lines = new ArrayList<>();
        while (!untold.isEmpty() && !untold.firstKey().isAfter(time)) {
            Map.Entry<Instant, Map<String, JsonNode>> minute = untold.pollFirstEntry();
            from = minute.getKey();
            lines.add(line(minute.getValue().values()));
        }
        return lines;
    }

    private String line(Iterable<JsonNode> rows) {
        Map<String, Map<String, Long>> types = new HashMap<>();
        Map<String, Long> categories = new HashMap<>();
        Map<String, Long> severities = new HashMap<>();
        String start = "";
        for (JsonNode row : rows) {
            long count = row.get("count").longValue();
            String category = text(row, "category");
            types.computeIfAbsent(category, name -> new HashMap<>()).merge(text(row, "type"), count, Long::sum);
            categories.merge(category, count, Long::sum);
            severities.merge(text(row, "severity"), count, Long::sum);
            start = clockTime.format(Instant.parse(text(row, "window_start")));
        }
        long events = categories.values().stream().mapToLong(Long::longValue).sum();
        return start + "  " + counted(events, "event") + ": "
                + mostFirst(categories)
                        .map(category -> category.getKey() + " " + category.getValue() + " ("
                                + typesToTell(types.getOrDefault(category.getKey(), Map.of())) + ")")
                        .collect(joining(", "))
                + trouble(severities);
    }

    private static String typesToTell(Map<String, Long> types) {
        return mostFirst(types)
                        .limit(TYPES_TOLD)
                        .map(type -> type.getKey() + " " + type.getValue())
                        .collect(joining(", "))
                + (types.size() > TYPES_TOLD ? ", ..." : "");
    }

    private static String trouble(Map<String, Long> severities) {
        List<String> told = new ArrayList<>();
        for (String severity : List.of("error", "warning")) {
            long count = severities.getOrDefault(severity, 0L);
            if (count > 0) {
                told.add(counted(count, severity));
            }
        }
        return told.isEmpty() ? "" : "; " + String.join(", ", told);
    }

    private static Stream<Map.Entry<String, Long>> mostFirst(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String text(JsonNode row, String field) {
        return row.get(field).textValue();
    }
}

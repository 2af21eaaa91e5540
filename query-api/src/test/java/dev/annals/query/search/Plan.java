package dev.annals.query.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A plan that has run, as EXPLAIN describes it. */
final class Plan {

    private final JsonNode root;
    private final Map<String, String> parents;
    private final List<JsonNode> nodes = new ArrayList<>();

    /** @param parents the index of the whole table for that of each partition */
    Plan(JsonNode root, Map<String, String> parents) {
        this.root = root;
        this.parents = parents;
        collect(root);
    }

    /** Those of the whole table whose parts in the partitions are used. */
    Set<String> indexes() {
        Set<String> names = new TreeSet<>();
        for (JsonNode node : nodes) {
            if (node.has("Index Name")) {
                names.add(parents.get(node.get("Index Name").asText()));
            }
        }
        return names;
    }

    /** Those of the whole table in whose parts alone something was looked up, without the rows. */
    Set<String> indexOnlyScans() {
        Set<String> names = new TreeSet<>();
        for (JsonNode node : nodes) {
            if (node.get("Node Type").asText().equals("Index Only Scan")) {
                names.add(parents.get(node.get("Index Name").asText()));
            }
        }
        return names;
    }

    /** Rows of events that were read from the table itself. */
    double rowsFetched() {
        return nodes.stream()
                .filter(node -> node.path("Relation Name").asText().startsWith("events_"))
                .mapToDouble(node -> node.get("Node Type").asText().equals("Index Only Scan")
                        ? node.get("Heap Fetches").asDouble()
                        : rowsRead(node))
                .sum();
    }

    /** The tables of which something was read, a partition under the name of its table. */
    Set<String> tables() {
        Set<String> names = new TreeSet<>();
        for (JsonNode node : nodes) {
            if (node.has("Relation Name") && node.get("Actual Loops").asInt() > 0) {
                String name = node.get("Relation Name").asText();
                names.add(name.startsWith("events_") ? "events" : name);
            }
        }
        return names;
    }

    /** How often an index was searched, over all partitions. */
    int indexSearches() {
        return nodes.stream()
                .filter(node -> node.has("Index Name"))
                .mapToInt(node -> node.get("Actual Loops").asInt())
                .sum();
    }

    /** Whole partitions read. */
    long scansWithoutIndex() {
        return nodes.stream()
                .filter(node -> node.get("Node Type").asText().equals("Seq Scan"))
                .count();
    }

    /** Rows of events looked at, whether they came through or not. */
    double rowsRead() {
        return rowsRead("events_");
    }

    /** Rows looked at of the tables of counts. */
    double countsRead() {
        return rowsRead("event_count");
    }

    private double rowsRead(String tables) {
        return nodes.stream()
                .filter(node -> node.path("Relation Name").asText().startsWith(tables))
                .mapToDouble(Plan::rowsRead)
                .sum();
    }

    private static double rowsRead(JsonNode node) {
        return node.get("Actual Loops").asDouble()
                * (node.get("Actual Rows").asDouble()
                        + node.path("Rows Removed by Filter").asDouble()
                        + node.path("Rows Removed by Index Recheck").asDouble());
    }

    /** Partitions that the start of the plan has left out. */
    int partitionsSkipped() {
        return nodes.stream()
                .mapToInt(node -> node.path("Subplans Removed").asInt())
                .sum();
    }

    @Override
    public String toString() {
        return root.toPrettyString();
    }

    private void collect(JsonNode node) {
        nodes.add(node);
        node.path("Plans").forEach(this::collect);
    }
}

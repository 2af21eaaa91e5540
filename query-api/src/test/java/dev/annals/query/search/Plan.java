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

    /** Whole partitions read. */
    long scansWithoutIndex() {
        return nodes.stream()
                .filter(node -> node.get("Node Type").asText().equals("Seq Scan"))
                .count();
    }

    /** Rows of partitions looked at, whether they came through or not. */
    double rowsRead() {
        return nodes.stream()
                .filter(node -> node.has("Relation Name"))
                .mapToDouble(node -> node.get("Actual Loops").asDouble()
                        * (node.get("Actual Rows").asDouble()
                                + node.path("Rows Removed by Filter").asDouble()
                                + node.path("Rows Removed by Index Recheck").asDouble()))
                .sum();
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

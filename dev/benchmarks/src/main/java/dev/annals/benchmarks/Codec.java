package dev.annals.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event to its JSON and back, a call each: what JMH runs for {@link CodecBenchmark}, in a JVM of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Codec {

    private static final int DIFFERENT = 1_000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<EventDraft> drafts = new ArrayList<>();
    private final List<Map<String, Object>> maps = new ArrayList<>();
    private final List<byte[]> documents = new ArrayList<>();
    private int next;

    /** JMH makes it, once a run. */
    public Codec() {
        SampleEvents events = new SampleEvents(1);
        for (int i = 0; i < DIFFERENT; i++) {
            EventDraft draft = events.draft();
            Event event = draft.toEvent();
            drafts.add(draft.id(event.id()));
            documents.add(EventJson.encode(event));
            maps.add(map(documents.get(i)));
        }
    }

    private Map<String, Object> map(byte[] document) {
        try {
            Map<String, Object> map = new LinkedHashMap<>();
            JsonNode tree = mapper.readTree(document);
            tree.fieldNames()
                    .forEachRemaining(name -> map.put(name, mapper.convertValue(tree.get(name), Object.class)));
            return map;
        } catch (IOException e) {
            throw new IllegalStateException("our own document", e);
        }
    }

    private int next() {
        next = (next + 1) % DIFFERENT;
        return next;
    }

    /** With all rules checked. */
    @Benchmark
    public byte[] encode() {
        return EventJson.encode(drafts.get(next()).toEvent());
    }

    @Benchmark
    public byte[] encodeWithJackson() throws JsonProcessingException {
        return mapper.writeValueAsBytes(maps.get(next()));
    }

    /** With all rules checked. */
    @Benchmark
    public Event decode() {
        return EventJson.decode(documents.get(next()));
    }

    @Benchmark
    public JsonNode decodeWithJackson() throws IOException {
        return mapper.readTree(documents.get(next()));
    }
}

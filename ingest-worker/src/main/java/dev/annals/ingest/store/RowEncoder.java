package dev.annals.ingest.store;

import dev.annals.event.Event;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Makes the rows of a batch. Confined to one thread. */
public final class RowEncoder {

    private final CopyBuffer buffer = new CopyBuffer();
    private final Map<CountKey, CountKey> countKeys = new HashMap<>(); // rows that are counted together share one

    public Row row(Event event, RawRecord origin) {
        buffer.clear();
        buffer.event(event);
        CountKey countKey = CountKey.of(event, origin.source().partition());
        CountKey known = countKeys.putIfAbsent(countKey, countKey);
        return new Row(
                event.id(), known == null ? countKey : known, Arrays.copyOf(buffer.bytes(), buffer.size()), origin);
    }

    /** To be called between batches: their rows share nothing, or what they share would pile up. */
    public void clear() {
        countKeys.clear();
    }
}

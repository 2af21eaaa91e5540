package dev.annals.ingest.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Cuts a batch where a partition has had too much poison. Only proposes: the writer tells once the cut batch and its stops
 * are stored, so that an attempt that failed leaves no trace here.
 *
 * <p>Whatever is an event counts as good: also one that is expired, too far ahead, or whose id is taken. A dead letter that
 * was replayed and came back counts as neither; who copies such a record's header to another record gains nothing, unless the
 * letter that it names is here. Confined to its writer's thread.
 */
final class PoisonBreaker {

    private final Clock clock;
    private final Map<Source, PoisonWindow> windows = new HashMap<>();

    PoisonBreaker(Clock clock) {
        this.clock = clock;
    }

    /** What is known of the records before those that come next. */
    void begin(Map<Source, PoisonWindow> known) {
        windows.putAll(known);
    }

    /**
     * What of the batch may be stored.
     *
     * @param refused rows of it that are known to be poison, because an attempt to store them said so
     * @param replays what came back and is counted already
     */
    Verdict judge(Batch batch, Collection<DeadLetter> refused, Replays replays) {
        Map<Source, Map<Long, DeadLetter>> poison = new HashMap<>();
        Stream.concat(batch.deadLetters().stream(), refused.stream())
                .filter(letter -> letter.reason().isPoison())
                .forEach(letter -> poison.computeIfAbsent(letter.origin().source(), source -> new HashMap<>())
                        .put(letter.origin().offset(), letter));
        List<PartitionStop> stops = new ArrayList<>();
        Map<Source, PoisonWindow> after = new HashMap<>();
        for (Advance advance : batch.advances()) {
            PoisonWindow window = windows.getOrDefault(advance.source(), new PoisonWindow());
            Map<Long, DeadLetter> ofSource = poison.getOrDefault(advance.source(), Map.of());
            if (!window.isClean() || !ofSource.isEmpty()) {
                PoisonWindow next = window.copy();
                read(batch, advance.source(), ofSource, next, replays).ifPresent(stops::add);
                after.put(advance.source(), next);
            }
        }
        batch.gaps().forEach(gap -> after.put(gap.source(), behind(gap))); // no record comes with one
        Batch passing = batch;
        for (PartitionStop stop : stops) {
            passing = passing.before(stop.source(), stop.offset());
        }
        return new Verdict(passing, stops, after);
    }

    /** As it is told to the next one who opens the partition. */
    private PoisonWindow behind(Gap gap) {
        PoisonWindow window =
                windows.getOrDefault(gap.source(), new PoisonWindow()).copy();
        window.beginAnew();
        return window;
    }

    private Optional<PartitionStop> read(
            Batch batch, Source source, Map<Long, DeadLetter> poison, PoisonWindow window, Replays replays) {
        long[] offsets = batch.records()
                .filter(record -> record.source().equals(source))
                .mapToLong(RawRecord::offset)
                .sorted()
                .toArray();
        for (long offset : offsets) {
            window.reach(offset);
            DeadLetter letter = poison.get(offset);
            if (letter == null) {
                window.addGood(1);
                continue;
            }
            if (replays.of(letter.origin()).isPresent()) {
                continue; // an operator's trial, of a letter that is counted already: no word about who publishes
            }
            Optional<PartitionStop.Reason> reason = window.refusesPoison();
            if (reason.isPresent()) {
                String detail = letter.reason() + ": " + letter.detail();
                return Optional.of(new PartitionStop(source, offset, reason.get(), detail, clock.instant()));
            }
            window.addPoison();
        }
        return Optional.empty();
    }

    /** It is stored. */
    void stored(Verdict verdict) {
        windows.putAll(verdict.windows());
    }

    /**
     * What may be stored.
     *
     * @param batch without what comes after the stops
     * @param windows how they are once the batch is stored; only those that change anything
     */
    record Verdict(Batch batch, List<PartitionStop> stops, Map<Source, PoisonWindow> windows) {

        boolean stopsWhere(Verdict other) {
            return places().equals(other.places());
        }

        private Map<Source, Long> places() {
            Map<Source, Long> places = new HashMap<>();
            stops.forEach(stop -> places.put(stop.source(), stop.offset()));
            return places;
        }
    }
}

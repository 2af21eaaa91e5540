package dev.annals.producer.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What processes that have died left in their lane: several segments, the first records of them perhaps ended.
 *
 * @param payloads by sequence, from 1; no two are the same
 * @param firstOfSegments the sequences with which the segments begin, in order
 * @param ended how many of the first records had
 */
record SpoolFiles(Path root, List<String> payloads, List<Long> firstOfSegments, long ended) {

    /** Large enough that nothing is given up to make room. */
    private static final SpoolLimits LIMITS = new SpoolLimits(64 * SpoolLimits.MIN_BYTES, Duration.ofDays(7));

    /** That would take most of the time. */
    private static final SpoolDisk NEVER_FORCED = new SpoolDisk() {
        @Override
        public void force(FileChannel channel) {}
    };

    static SpoolFiles write(Path root, Random random) throws IOException {
        delete(root);
        SpoolFiles files = new SpoolFiles(root, new ArrayList<>(), new ArrayList<>(), random.nextInt(3));
        Files.createDirectories(files.lane());
        for (int segments = 1 + random.nextInt(4); segments > 0; segments--) {
            long first = files.payloads.size() + 1L;
            files.firstOfSegments.add(first);
            try (Segment segment =
                    Segment.create(SpoolDisk.REAL, files.lane(), first)) { // not by a log: that would force each
                for (int appends = 1 + random.nextInt(3); appends > 0; appends--) {
                    List<byte[]> records = files.records(random);
                    segment.append(records, bytesOf(records), 1_000_000);
                }
            }
        }
        if (files.ended > 0) {
            new Acknowledged(SpoolDisk.REAL, files.lane()).write(files.ended);
        }
        return files;
    }

    SpoolLog open() throws IOException {
        SpoolLog log = SpoolLog.open(root, LIMITS, () -> 1_000_000, System::nanoTime, NEVER_FORCED);
        log.adopt();
        return log;
    }

    Path lane() {
        return root.resolve("1");
    }

    /** Their contents by path. */
    Map<Path, byte[]> segments() throws IOException {
        Map<Path, byte[]> segments = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(lane())) {
            for (Path file : all.filter(Segment::isSegment).sorted().toList()) {
                segments.put(file, Files.readAllBytes(file));
            }
        }
        return segments;
    }

    /**
     * The sequences of the records that had not ended and whose frames are all there now, in the order in which they were
     * written: whatever is around them, they can be read.
     *
     * @param before the contents when they were written
     */
    List<Long> stillWhole(Map<Path, byte[]> before) throws IOException {
        List<Long> whole = new ArrayList<>();
        for (int i = 0; i < firstOfSegments.size(); i++) {
            long first = firstOfSegments.get(i);
            long end = i + 1 < firstOfSegments.size() ? firstOfSegments.get(i + 1) : payloads.size() + 1;
            Path file = lane().resolve(Segment.name(first));
            whole.addAll(whole(first, end, text(requireNonNull(before.get(file))), text(Files.readAllBytes(file))));
        }
        return whole;
    }

    /** None if two have changed places: then a reader may go on behind the later one. */
    private List<Long> whole(long first, long end, String before, String now) {
        List<Long> whole = new ArrayList<>();
        int start = 0;
        int lastFound = -1;
        for (long sequence = first; sequence < end; sequence++) {
            int length = Frame.HEADER_BYTES + payloads.get((int) sequence - 1).length();
            int found = now.indexOf(before.substring(start, start + length));
            start += length;
            if (found >= 0 && found < lastFound) {
                return List.of();
            }
            if (found >= 0) {
                lastFound = found;
                if (sequence > ended) {
                    whole.add(sequence);
                }
            }
        }
        return whole;
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private List<byte[]> records(Random random) {
        List<byte[]> records = new ArrayList<>();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            StringBuilder payload = new StringBuilder().append(payloads.size()).append(' ');
            for (int length = random.nextInt(1 << random.nextInt(12)); length > 0; length--) {
                payload.append((char) random.nextInt(0xF5)); // no byte of a mark, as in UTF-8
            }
            payloads.add(payload.toString());
            records.add(bytes(payload.toString()));
        }
        return records;
    }

    private static int bytesOf(List<byte[]> records) {
        return records.stream().mapToInt(record -> (int) Frame.bytes(record)).sum();
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}

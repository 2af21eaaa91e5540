package dev.annals.producer.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader makes of a segment that is not what was written: only what is damaged is lost, and all of that is told. */
class SegmentDamageTest {

    private static final int RECORDS = 4;

    @TempDir
    private Path directory;

    private final List<byte[]> payloads = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private byte[] whole = {};

    @BeforeEach
    void write() throws IOException {
        for (int i = 0; i < RECORDS; i++) {
            payloads.add(("record " + i + " " + "x".repeat(i * 3)).getBytes(UTF_8));
        }
        Path file = segmentOf(payloads);
        whole = Files.readAllBytes(file);
        int start = 0;
        for (byte[] payload : payloads) {
            starts.add(start);
            start += (int) Frame.bytes(payload);
        }
        assertThat(start).isEqualTo(whole.length);
    }

    @Test
    void scan_findsAllRecords_whenNothingIsDamaged() throws IOException {
        // When
        Found found = read(whole);

        // Then
        assertThat(found).isEqualTo(new Found(upTo(RECORDS), RECORDS));
    }

    @Test
    void cut_losesOnlyWhatItCuts_wheneverItComes() throws IOException {
        for (int length = 0; length < whole.length; length++) {
            // Given
            byte[] cut = Arrays.copyOf(whole, length);
            int untouched = untouchedBefore(length);
            boolean inAFrame = !starts.contains(length);

            // When
            Found found = read(cut);

            // Then
            assertThat(found.indices).as("cut at %d", length).isEqualTo(upTo(untouched));
            assertThat(found.records).as("cut at %d", length).isEqualTo(untouched + (inAFrame ? 1 : 0));
        }
    }

    @Test
    void flippedBit_losesOneRecord_whicheverItIs() throws IOException {
        for (int bit = 0; bit < whole.length * 8; bit++) {
            // Given
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            List<Integer> expected = new ArrayList<>(upTo(RECORDS));
            expected.remove((Integer) frameAt(bit / 8));

            // When
            Found found = read(flipped);

            // Then
            assertThat(found).as("bit %d", bit).isEqualTo(new Found(expected, RECORDS));
        }
    }

    @Test
    void anyDamage_givesOnlyWhatWasWritten_inOrder_andAtLeastWhatIsUntouched() throws IOException {
        long seed = Long.getLong("annals.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            // Given
            byte[] bytes = whole.clone();
            List<Integer> untouched = new ArrayList<>(upTo(RECORDS));
            int damages = 1 + random.nextInt(3);
            for (int i = 0; i < damages; i++) {
                int from = random.nextInt(bytes.length);
                int to = Math.min(bytes.length, from + 1 + random.nextInt(90));
                for (int at = from; at < to; at++) {
                    bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0);
                    untouched.remove((Integer) frameAt(at));
                }
            }

            // When
            Found found = read(bytes);

            // Then
            assertThat(found.indices)
                    .as("seed %d, round %d", seed, round)
                    .isSorted()
                    .containsAll(untouched);
            assertThat(found.indices.size()).isLessThanOrEqualTo((int) found.records);
        }
    }

    @Test
    void insertedGarbage_losesNothing() throws IOException {
        for (int start : starts) {
            // Given
            byte[] garbage = new byte[100];
            new Random(start).nextBytes(garbage);
            byte[] bytes = new byte[whole.length + garbage.length];
            System.arraycopy(whole, 0, bytes, 0, start);
            System.arraycopy(garbage, 0, bytes, start, garbage.length);
            System.arraycopy(whole, start, bytes, start + garbage.length, whole.length - start);

            // When
            Found found = read(bytes);

            // Then
            assertThat(found.indices).isEqualTo(upTo(RECORDS));
        }
    }

    @Test
    void frameInsideAPayload_isNotTakenForOne() throws IOException {
        // Given
        payloads.set(2, Arrays.copyOfRange(whole, starts.get(1), starts.get(2)));

        // When
        Found found = read(Files.readAllBytes(segmentOf(payloads)));

        // Then
        assertThat(found).isEqualTo(new Found(upTo(RECORDS), RECORDS));
    }

    @Test
    void largeRecords_areFoundBehindALargeDamage() throws IOException {
        // Given
        List<byte[]> large = List.of(new byte[200_000], new byte[300_000], new byte[70_000], "last".getBytes(UTF_8));
        byte[] bytes = Files.readAllBytes(segmentOf(large));
        Arrays.fill(bytes, 200_000, 400_000, (byte) 1);

        // When
        Segment segment = found(bytes);
        Frame first = segment.next();
        Frame second = segment.next();

        // Then
        assertThat(segment.last()).isEqualTo(4);
        assertThat(first).isNotNull();
        assertThat(first.index()).isEqualTo(2);
        assertThat(first.payload()).hasSize(70_000);
        assertThat(second).isNotNull();
        assertThat(second.payload()).asString().isEqualTo("last");
        segment.close();
    }

    private Path segmentOf(List<byte[]> records) throws IOException {
        Files.deleteIfExists(directory.resolve(Segment.name(1)));
        try (Segment segment = Segment.create(SpoolDisk.REAL, directory, 1)) {
            int bytes = records.stream()
                    .mapToInt(record -> (int) Frame.bytes(record))
                    .sum();
            segment.append(records, bytes, 1_000);
            return segment.file();
        }
    }

    private Segment found(byte[] bytes) throws IOException {
        Path file = directory.resolve(Segment.name(1));
        Files.write(file, bytes);
        Segment segment = Segment.existing(SpoolDisk.REAL, file);
        segment.scan(null, true);
        return segment;
    }

    /** Every payload that is found must be what was written. */
    private Found read(byte[] bytes) throws IOException {
        try (Segment segment = found(bytes)) {
            List<Integer> indices = new ArrayList<>();
            for (Frame frame = segment.next(); frame != null; frame = segment.next()) {
                indices.add(frame.index());
                assertThat(frame.payload()).isEqualTo(payloads.get(frame.index()));
            }
            return new Found(indices, segment.last());
        }
    }

    private int frameAt(int offset) {
        int frame = 0;
        while (frame + 1 < RECORDS && starts.get(frame + 1) <= offset) {
            frame++;
        }
        return frame;
    }

    private int untouchedBefore(int length) {
        return length >= whole.length ? RECORDS : frameAt(length);
    }

    private static List<Integer> upTo(int records) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            all.add(i);
        }
        return all;
    }

    /** @param records how many there must have been */
    private record Found(List<Integer> indices, long records) {}
}

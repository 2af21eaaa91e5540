package dev.annals.producer.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.annals.producer.spool.SpoolLoss.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolLogTest {

    private static final SpoolLimits LIMITS = new SpoolLimits(SpoolLimits.MIN_BYTES, Duration.ofDays(7));

    /** Eight fit into the smallest log; one fills a segment. */
    private static final int SEGMENT = (int) SpoolLimits.MIN_BYTES / 8;

    @TempDir
    private Path temporary;

    private Path root = Path.of("");

    private final List<SpoolLog> logs = new ArrayList<>();
    private long nowMillis = 1_000_000;

    @BeforeEach
    void create() throws IOException {
        root = Files.createDirectory(temporary.resolve("spool"));
    }

    @AfterEach
    void close() throws IOException {
        for (SpoolLog log : logs) {
            log.close();
        }
    }

    @Test
    void next_givesWhatWasAppended_inOrder() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a", "b"));
        long third = log.append(records("c"));

        // When
        List<String> read = readAll(log);

        // Then
        assertThat(read).containsExactly("a", "b", "c");
        assertThat(third).isEqualTo(3);
        assertThat(log.hasUnread()).isFalse();
    }

    @Test
    void next_passesWhatWasSkipped() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a", "b"));
        log.skipUnread();
        log.append(records("c"));

        // When
        List<String> read = readAll(log);

        // Then
        assertThat(read).containsExactly("c");
    }

    @Test
    void next_crossesSegments() throws IOException {
        // Given
        SpoolLog log = open();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            written.add(large(i));
            log.append(records(large(i)));
        }

        // When
        List<String> read = readAll(log);

        // Then
        assertThat(read).isEqualTo(written);
        assertThat(segments()).hasSize(6);
    }

    @Test
    void open_goesOnBehindWhatHasEnded_afterACrash() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b", "c"));
        before.ended(1);
        before.append(records("d"));
        crash();

        // When
        SpoolLog after = open();

        // Then
        assertThat(after.adopted()).isEqualTo(3);
        long next = after.append(records("e"));
        assertThat(next).isEqualTo(5);
        assertThat(readAll(after)).containsExactly("b", "c", "d", "e");
    }

    @Test
    void open_readsEverythingAgain_whenWhatHasEndedIsNotKnown() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b"));
        before.ended(1);
        crash();
        Files.write(root.resolve("1").resolve(Acknowledged.NAME), new byte[40]);

        // When
        SpoolLog after = open();

        // Then
        assertThat(readAll(after)).containsExactly("a", "b");
    }

    @Test
    void open_neverUsesASequenceAgain_whenAllHadEnded() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b"));
        before.skipUnread();
        before.ended(2);
        before.close();
        assertThat(segments()).as("nothing stays").isEmpty();

        // When
        SpoolLog after = open();

        // Then
        assertThat(after.append(records("c"))).isEqualTo(3);
    }

    @Test
    void damage_isTold_withFileAndOffset_andTheRestIsRead() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b", "c"));
        crash();
        flip(segments().get(0), Frame.HEADER_BYTES + 1 + Frame.HEADER_BYTES);

        // When
        SpoolLog after = open();
        List<String> read = readAll(after);

        // Then
        assertThat(read).containsExactly("a", "c");
        assertThat(after.takeLosses()).singleElement().satisfies(loss -> {
            assertThat(loss.cause()).isEqualTo(Cause.DAMAGED);
            assertThat(loss.first()).isEqualTo(2);
            assertThat(loss.last()).isEqualTo(2);
            assertThat(loss.what()).contains("0000000000000000001.segment").contains("byte 25");
        });
        assertThat(after.takeLosses()).isEmpty();
    }

    @Test
    void tornTail_isOneLoss_andNewRecordsAreRead() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b"));
        crash();
        Path segment = segments().get(0);
        Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), (int) Files.size(segment) - 1));

        // When
        SpoolLog after = open();
        after.append(records("c"));
        List<String> read = readAll(after);

        // Then
        assertThat(read).containsExactly("a", "c");
        assertThat(after.takeLosses()).extracting(SpoolLoss::first).containsExactly(2L);
    }

    @Test
    void append_givesUpTheOldest_atTheCap() throws IOException {
        // Given
        SpoolLog log = open();
        for (int i = 0; i < 8; i++) {
            log.append(records(large(i)));
        }

        // When
        log.append(records(large(8)));
        log.append(records(large(9)));

        // Then
        assertThat(log.takeLosses())
                .extracting(SpoolLoss::cause, SpoolLoss::first, SpoolLoss::last)
                .containsExactly(tuple(Cause.FULL, 1L, 1L), tuple(Cause.FULL, 2L, 2L));
        assertThat(log.bytes()).isLessThanOrEqualTo(SpoolLimits.MIN_BYTES).isEqualTo(bytesOnDisk());
        assertThat(readAll(log)).hasSize(8).first().isEqualTo(large(2));
    }

    @Test
    void ended_deletesSegments_andOnlyThose() throws IOException {
        // Given
        SpoolLog log = open();
        for (int i = 0; i < 4; i++) {
            log.append(records(large(i)));
        }
        readAll(log);

        // When
        log.ended(2);

        // Then
        assertThat(segments()).hasSize(2);
        assertThat(log.bytes()).isEqualTo(bytesOnDisk());
    }

    @Test
    void expire_givesUpWhatIsTooOld_andOnlyThat() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("old"));
        nowMillis += Duration.ofDays(1).toMillis();
        log.expire(); // closes the segment: it is getting old
        log.append(records("new"));
        nowMillis += Duration.ofDays(6).plusMillis(1).toMillis();

        // When
        log.expire();

        // Then
        assertThat(log.takeLosses())
                .extracting(SpoolLoss::cause, SpoolLoss::first, SpoolLoss::last)
                .containsExactly(tuple(Cause.EXPIRED, 1L, 1L));
        assertThat(readAll(log)).containsExactly("new");
    }

    @Test
    void secondLog_getsALaneOfItsOwn_andTheNextAdoptsBoth_afterACrash() throws IOException {
        // Given
        SpoolLog first = open();
        SpoolLog second = open();
        first.append(records("a"));
        second.append(records("b", "c"));
        crash();

        // When
        SpoolLog next = open();

        // Then
        assertThat(next.directory()).isEqualTo(root.resolve("1"));
        assertThat(next.adopted()).isEqualTo(3);
        assertThat(readAll(next)).containsExactly("a", "b", "c");
    }

    @Test
    void adopt_takesFromTheDead_andNeverFromTheLiving() throws IOException {
        // Given
        SpoolLog first = open();
        SpoolLog second = open();
        SpoolLog living = open();
        second.append(records("b"));
        living.append(records("c"));
        second.close();

        // When
        first.adopt();

        // Then
        assertThat(readAll(first)).containsExactly("b");
        assertThat(readAll(living)).containsExactly("c");
    }

    @Test
    void append_makesTheDirectoryAnew_whenItWasRemoved() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a"));
        deleteAll(root);

        // When
        log.append(records("b"));

        // Then
        crash();
        assertThat(readAll(open())).containsExactly("b");
    }

    @Test
    void next_saysThatASegmentIsGone_untilItIsGivenUp() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b"));
        crash();
        SpoolLog log = open();
        log.append(records("c"));
        Files.delete(segments().get(0));

        // When / Then
        assertThatThrownBy(log::next).isInstanceOf(NoSuchFileException.class);
        log.giveUpUnreadable("removed");
        assertThat(readAll(log)).containsExactly("c");
        assertThat(log.takeLosses())
                .extracting(SpoolLoss::first, SpoolLoss::last)
                .containsExactly(tuple(1L, 2L));
    }

    private SpoolLog open() throws IOException {
        SpoolLog log = SpoolLog.open(root, LIMITS, () -> nowMillis);
        logs.add(log);
        return log;
    }

    /** What the next process finds is what is on disk now; the logs that are open go on elsewhere. */
    private void crash() throws IOException {
        Path copy = temporary.resolve("after-crash");
        copyAll(root, copy);
        root = copy;
    }

    private static List<byte[]> records(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    private static String large(int number) {
        return String.valueOf(number).repeat(SEGMENT - Frame.HEADER_BYTES);
    }

    private static List<String> readAll(SpoolLog log) throws IOException {
        List<String> read = new ArrayList<>();
        for (Optional<SpoolRecord> next = log.next(); next.isPresent(); next = log.next()) {
            read.add(new String(next.get().payload(), UTF_8));
        }
        return read;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Segment::isSegment).sorted().toList();
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }

    private static void deleteAll(Path tree) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(tree)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static void copyAll(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.sorted().toList();
        }
        for (Path file : all) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}

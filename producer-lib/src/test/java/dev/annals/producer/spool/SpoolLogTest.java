package dev.annals.producer.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.annals.producer.spool.FaultyDisk.Act;
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
import java.util.concurrent.atomic.AtomicInteger;
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
    private final FaultyDisk disk = new FaultyDisk();
    private long nowMillis = 1_000_000;
    private long nanos;
    private int crashes;

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
        log.skipUnread(2);
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
        before.skipUnread(2);
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
        assertThat(log.takeLosses()).as("each is told once").isEmpty();
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
        log.expire();
        nanos += Duration.ofMinutes(5).toNanos();

        // When
        log.expire();
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
        assertThat(log.giveUpUnreadable("removed")).isTrue();
        assertThat(readAll(log)).containsExactly("c");
        assertThat(log.takeLosses())
                .extracting(SpoolLoss::first, SpoolLoss::last)
                .containsExactly(tuple(1L, 2L));
    }

    @Test
    void expire_givesUpNothing_whenTheClockWasWrongForAWhile() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a"));
        nowMillis += Duration.ofDays(30).toMillis();
        log.expire();
        nanos += Duration.ofMinutes(4).toNanos();
        log.expire();
        nowMillis -= Duration.ofDays(30).toMillis();
        log.expire();
        nanos += Duration.ofMinutes(4).toNanos();
        nowMillis += Duration.ofDays(30).toMillis();

        // When
        log.expire();

        // Then
        assertThat(log.takeLosses()).isEmpty();
        assertThat(readAll(log)).containsExactly("a");
    }

    @Test
    void adopt_leavesWhatDoesNotFit_untilThereIsRoom() throws IOException {
        // Given
        SpoolLog first = open();
        SpoolLog other = open();
        for (int i = 0; i < 4; i++) {
            first.append(records(large(i)));
            other.append(records(large(4 + i)));
        }
        other.close();

        // When
        first.adopt();
        long adopted = first.adopted();
        first.append(records(large(8)));
        first.append(records(large(9)));
        List<SpoolLoss> losses = first.takeLosses();
        List<String> read = readAll(first);
        first.ended(first.last());
        first.adopt();
        read.addAll(readAll(first));

        // Then
        assertThat(adopted).isEqualTo(2);
        assertThat(losses).isEmpty();
        assertThat(read)
                .containsExactly(
                        large(0), large(1), large(2), large(3), large(4), large(5), large(8), large(9), large(6),
                        large(7));
    }

    @Test
    void adopt_takesTheOtherLanes_whenOneCannotBeRead() throws IOException {
        // Given
        SpoolLog log = open();
        SpoolLog broken = open();
        SpoolLog whole = open();
        broken.append(records("a"));
        whole.append(records("b"));
        broken.close();
        whole.close();
        disk.fail((act, file) -> act == Act.READ && file.startsWith(broken.directory()));

        // When / Then
        assertThatThrownBy(log::adopt).isInstanceOf(IOException.class);
        assertThat(readAll(log)).containsExactly("b");

        // When
        disk.heal();
        log.adopt();

        // Then
        assertThat(readAll(log)).containsExactly("a");
    }

    @Test
    void open_setsAsideWhatCannotBeRead_andTheRestIsRead() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records(large(0)));
        before.append(records(large(1)));
        crash();
        Path unreadable = segments().get(0);
        disk.fail((act, file) -> act == Act.READ && file.equals(unreadable));

        // When
        SpoolLog after = open();
        List<String> read = readAll(after);

        // Then
        assertThat(read).containsExactly(large(1));
        assertThat(after.adopted()).isEqualTo(2);
        assertThat(after.takeLosses())
                .extracting(SpoolLoss::cause, SpoolLoss::first, SpoolLoss::last)
                .containsExactly(tuple(Cause.DAMAGED, 1L, 1L));
        after.ended(after.last());
        assertThat(unreadable.resolveSibling(unreadable.getFileName() + ".unreadable"))
                .isNotEmptyFile();
    }

    @Test
    void open_sendsAllAgain_whenItCannotReadWhatHasEnded() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a", "b"));
        before.ended(1);
        crash();
        disk.fail((act, file) -> act == Act.READ && file.endsWith(Acknowledged.NAME));

        // When
        SpoolLog after = open();

        // Then
        assertThat(readAll(after)).containsExactly("a", "b");
        assertThat(after.takeNotes()).singleElement().asString().contains("may be sent again");
        disk.heal();
        after.ended(1);
    }

    @Test
    void giveUpUnreadable_doesNot_whileNoFileCanBeOpened() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a"));
        crash();
        SpoolLog log = open();
        disk.fail((act, file) -> act == Act.OPEN);

        // When
        assertThatThrownBy(log::next).isInstanceOf(IOException.class);
        boolean givenUp = log.giveUpUnreadable("no file descriptors");

        // Then
        assertThat(givenUp).isFalse();
        disk.heal();
        assertThat(readAll(log)).containsExactly("a");
    }

    @Test
    void segmentThatIsGivenUp_staysOnDisk() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a"));
        crash();
        SpoolLog log = open();
        Path segment = segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        disk.fail((act, file) -> act == Act.READ);
        assertThatThrownBy(log::next).isInstanceOf(IOException.class);

        // When
        boolean givenUp = log.giveUpUnreadable("for long");
        List<String> read = readAll(log);
        log.ended(log.last());

        // Then
        assertThat(givenUp).isTrue();
        assertThat(read).isEmpty();
        assertThat(log.takeLosses())
                .singleElement()
                .satisfies(loss -> assertThat(loss.what()).contains("for long", "segment.unreadable"));
        assertThat(segment.resolveSibling(segment.getFileName() + ".unreadable"))
                .hasBinaryContent(bytes);
        assertThat(log.bytes()).isZero();
    }

    @Test
    void append_beginsAnotherSegment_whenTheGrowingOneWasGivenUp() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a"));
        disk.fail((act, file) -> act == Act.READ);
        assertThatThrownBy(log::next).isInstanceOf(IOException.class);
        log.giveUpUnreadable("for long");
        disk.heal();

        // When
        log.append(records("b"));

        // Then
        assertThat(readAll(log)).containsExactly("b");
        assertThat(log.unforcedUpTo()).as("what was set aside").isEqualTo(1);
    }

    @Test
    void laneThatComesBack_isLockedAgain() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a"));
        Path away = temporary.resolve("away");
        Files.move(root, away);
        disk.fail((act, file) -> act == Act.FORCE); // no lane can be made
        assertThatThrownBy(() -> log.append(records("b"))).isInstanceOf(IOException.class);
        disk.heal();

        // When
        deleteAll(root);
        Files.move(away, root);
        log.append(records("c"));

        // Then
        assertThat(open().directory()).isNotEqualTo(log.directory());
    }

    @Test
    void otherDisk_keepsWhatIsOnIt_underNamesThatThisLogHadToo() throws IOException {
        // Given
        SpoolLog there = open();
        there.append(records("x"));
        there.append(records("y"));
        crash();
        Path mounted = root;
        root = Files.createDirectory(temporary.resolve("mount-point"));
        SpoolLog log = open();
        log.append(records("a"));
        Files.move(root, temporary.resolve("below-the-mount"));
        Files.move(mounted, root);

        // When
        log.append(records("b"));
        List<String> read = readAll(log);
        crash();

        // Then
        assertThat(read).containsExactly("a", "x", "y", "b");
        assertThat(log.takeLosses()).isEmpty();
        assertThat(readAll(open())).containsExactly("x", "y", "b");
        log.ended(log.last());
        log.close();
    }

    @Test
    void otherDisk_isTakenInOnce_whenTheFirstTryFailed() throws IOException {
        // Given
        SpoolLog there = open();
        there.append(records(large(0)));
        there.append(records(large(1)));
        crash();
        Path mounted = root;
        root = Files.createDirectory(temporary.resolve("mount-point"));
        SpoolLog log = open();
        log.append(records("a"));
        Files.move(root, temporary.resolve("below-the-mount"));
        Files.move(mounted, root);
        Path second = root.resolve("1").resolve(Segment.name(2));
        disk.fail((act, file) -> act == Act.MOVE && file.equals(second));
        assertThatThrownBy(() -> log.append(records("b"))).isInstanceOf(IOException.class);
        disk.heal();

        // When
        log.append(records("b"));

        // Then
        assertThat(readAll(log)).containsExactly("a", large(0), large(1), "b");
        assertThat(log.takeLosses()).isEmpty();
        assertThat(log.adopted()).isEqualTo(2);
    }

    @Test
    void otherDisk_neverCountsNewRecordsAsEnded() throws IOException {
        // Given
        SpoolLog there = open();
        there.append(records("x", "y", "z"));
        there.skipUnread(3);
        there.ended(3);
        there.close();
        Path mounted = root;
        root = Files.createDirectory(temporary.resolve("mount-point"));
        SpoolLog log = open();
        log.append(records("a"));
        Files.move(root, temporary.resolve("below-the-mount"));
        Files.move(mounted, root);

        // When
        log.append(records("b"));
        crash();

        // Then
        assertThat(readAll(open())).containsExactly("b");
    }

    @Test
    void otherDisk_isNotTidiedUp_beforeItIsKnown() throws IOException {
        // Given
        SpoolLog there = open();
        there.append(records("x"));
        crash();
        Path mounted = root;
        root = Files.createDirectory(temporary.resolve("mount-point"));
        SpoolLog log = open();
        log.append(records(large(0)));
        log.append(records(large(1)));
        log.skipUnread(2);
        Files.move(root, temporary.resolve("below-the-mount"));
        Files.move(mounted, root);

        // When
        log.ended(2);

        // Then
        assertThat(segments()).hasSize(1);
        assertThat(root.resolve("1").resolve(Acknowledged.NAME))
                .satisfiesAnyOf(
                        file -> assertThat(file).doesNotExist(),
                        file -> assertThat(file).isEmptyFile());
    }

    @Test
    void removedDirectory_losesOnlyWhatWasNotRead() throws IOException {
        // Given
        SpoolLog log = open();
        for (int i = 0; i < 3; i++) {
            log.append(records(large(i)));
        }
        log.next();
        deleteAll(root);

        // When
        log.append(records("b"));
        List<String> read = readAll(log);

        // Then
        assertThat(read).containsExactly(large(2), "b");
        assertThat(log.takeLosses())
                .extracting(SpoolLoss::cause, SpoolLoss::first, SpoolLoss::last)
                .containsExactly(tuple(Cause.DAMAGED, 2L, 2L));
        log.force();
        assertThat(log.unforcedUpTo()).isEqualTo(3);
    }

    @Test
    void force_remembersWhatItCouldNot() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a", "b"));
        disk.fail((act, file) -> act == Act.FORCE);
        assertThatThrownBy(log::force).isInstanceOf(IOException.class);
        disk.heal();
        log.append(records("c"));

        // When
        log.force();

        // Then
        assertThat(log.unforcedUpTo()).isEqualTo(2);
    }

    @Test
    void append_forcesWhatWasWrittenBefore_whenAWriteFails() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records("a"));
        disk.fail((act, file) -> act == Act.WRITE);

        // When
        assertThatThrownBy(() -> log.append(records("b"))).isInstanceOf(IOException.class);
        disk.heal();
        log.append(records("c"));

        // Then
        assertThat(log.unforcedUpTo()).isZero();
        assertThat(disk.forced()).contains(root.resolve("1").resolve(Segment.name(1)), root.resolve("1"));
        assertThat(readAll(log)).containsExactly("a", "c");
    }

    @Test
    void append_goesOn_afterASegmentCouldNeitherBeWrittenNorDeleted() throws IOException {
        // Given
        SpoolLog log = open();
        disk.fail((act, file) -> act == Act.WRITE || act == Act.DELETE);
        assertThatThrownBy(() -> log.append(records("a"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.append(records("b"))).isInstanceOf(IOException.class);
        disk.heal();

        // When
        log.append(records("c"));

        // Then
        assertThat(readAll(log)).containsExactly("c");
        assertThat(segments()).hasSize(1);
    }

    @Test
    void append_goesOn_afterTheHostWasOutOfMemory() throws IOException {
        // Given
        SpoolLog log = open();
        disk.fail((act, file) -> {
            if (act == Act.WRITE) {
                throw new OutOfMemoryError("told to");
            }
            return false;
        });
        assertThatThrownBy(() -> log.append(records("a"))).isInstanceOf(OutOfMemoryError.class);
        disk.heal();
        nowMillis += Duration.ofDays(1).toMillis();
        log.expire();

        // When
        log.append(records("b"));

        // Then
        assertThat(readAll(log)).containsExactly("b");
    }

    @Test
    void append_keepsNoFileOpen_thatItGaveUp() throws IOException {
        // Given
        SpoolLog log = open();
        for (int i = 0; i < 20; i++) {
            disk.heal();
            log.append(records("a"));
            disk.fail((act, file) -> act == Act.WRITE);

            // When
            assertThatThrownBy(() -> log.append(records("b"))).isInstanceOf(IOException.class);
        }

        // Then
        assertThat(disk.openFiles()).as("but the one to be read next").isEqualTo(1);
        assertThat(readAll(log)).hasSize(20);
    }

    @Test
    void force_keepsNoFileOpen_thatItCouldNotForce() throws IOException {
        // Given
        SpoolLog log = open();
        for (int i = 0; i < 20; i++) {
            disk.heal();
            log.append(records("a"));
            disk.fail((act, file) -> act == Act.FORCE);

            // When
            assertThatThrownBy(log::force).isInstanceOf(IOException.class);
        }

        // Then
        assertThat(disk.openFiles()).as("but the one to be read next").isEqualTo(1);
        assertThat(readAll(log)).hasSize(20);
    }

    @Test
    void ended_isNoted_whenWhatHasEndedCannotBeDeleted() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records(large(0)));
        log.append(records(large(1)));
        log.append(records(large(2)));
        disk.fail((act, file) -> act == Act.DELETE);

        // When
        assertThatThrownBy(() -> log.ended(2)).isInstanceOf(IOException.class);

        // Then
        crash();
        disk.heal();
        assertThat(readAll(open())).containsExactly(large(2));
    }

    @Test
    void ended_isDeleted_whenItCannotBeNoted() throws IOException {
        // Given
        SpoolLog log = open();
        log.append(records(large(0)));
        log.append(records(large(1)));
        disk.fail((act, file) -> act == Act.WRITE && file.endsWith(Acknowledged.NAME));

        // When
        assertThatThrownBy(() -> log.ended(1)).isInstanceOf(IOException.class);

        // Then
        disk.heal();
        assertThat(segments()).hasSize(1);
    }

    @Test
    void adopt_takesWhatIsBeforeASegmentThatCannotBeRead() throws IOException {
        // Given
        SpoolLog log = open();
        SpoolLog other = open();
        other.append(records(large(0)));
        other.append(records(large(1)));
        other.close();
        disk.fail(
                (act, file) -> act == Act.READ && file.equals(other.directory().resolve(Segment.name(2))));

        // When / Then
        assertThatThrownBy(log::adopt).isInstanceOf(IOException.class).hasMessageContaining(Segment.name(2));
        assertThat(readAll(log)).containsExactly(large(0));

        // When
        disk.heal();
        log.adopt();

        // Then
        assertThat(readAll(log)).containsExactly(large(1));
    }

    @Test
    void adopt_takesASegmentThatIsLargerThanAll_whenThereIsNothingElse() throws IOException {
        // Given
        SpoolLog log = open();
        String larger = "x".repeat((int) LIMITS.adoptionBytes());
        SpoolLog other = SpoolLog.open(
                root,
                new SpoolLimits(64 * SpoolLimits.MIN_BYTES, Duration.ofDays(7)),
                () -> nowMillis,
                () -> nanos,
                disk);
        other.append(records(larger));
        other.close();

        // When
        log.adopt();

        // Then
        assertThat(readAll(log)).containsExactly(larger);
    }

    @Test
    void next_readsNothingOfAnotherDisk() throws IOException {
        // Given
        SpoolLog there = open();
        there.append(records("x"));
        crash();
        Path mounted = root;
        root = Files.createDirectory(temporary.resolve("mount-point"));
        SpoolLog before = open();
        before.append(records("a"));
        before.close();
        SpoolLog log = open();
        Files.move(root, temporary.resolve("below-the-mount"));
        Files.move(mounted, root);

        // When / Then
        assertThatThrownBy(log::next).isInstanceOf(IOException.class).hasMessageContaining("another disk");
    }

    @Test
    void open_triesAgain_whatCouldNotBeReadForAMoment() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records("a"));
        crash();
        AtomicInteger reads = new AtomicInteger();
        disk.fail((act, file) -> act == Act.READ && Segment.isSegment(file) && reads.getAndIncrement() == 0);

        // When
        SpoolLog after = open();

        // Then
        assertThat(readAll(after)).containsExactly("a");
        assertThat(after.takeLosses()).isEmpty();
    }

    @Test
    void open_setsNothingAside_ifItFailsLater() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records(large(0)));
        before.append(records(large(1)));
        before.append(records(large(2)));
        crash();
        new Acknowledged(SpoolDisk.REAL, root.resolve("1")).write(1);
        Path unreadable = segments().get(1);
        disk.fail((act, file) -> act == Act.DELETE || act == Act.READ && file.equals(unreadable));

        // When
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        disk.heal();

        // Then
        assertThat(readAll(open())).containsExactly(large(1), large(2));
    }

    @Test
    void whatWasSetAside_isToldAsLostOnce_alsoAfterARestart() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records(large(0)));
        before.append(records(large(1)));
        before.append(records(large(2)));
        crash();
        Path unreadable = segments().get(1);
        disk.fail((act, file) -> act == Act.READ && file.equals(unreadable));
        SpoolLog first = open();
        readAll(first);
        assertThat(first.takeLosses()).hasSize(1);
        disk.heal();
        crash();

        // When
        SpoolLog second = open();

        // Then
        assertThat(readAll(second)).containsExactly(large(0), large(2));
        assertThat(second.takeLosses()).isEmpty();
        assertThat(second.adopted()).isEqualTo(2);
    }

    @Test
    void gapBetweenTheNames_isNoLoss_ifNotSoManyRecordsFit() throws IOException {
        // Given
        SpoolLog before = open();
        before.append(records(large(0)));
        before.append(records(large(1)));
        crash();
        Path last = segments().get(1);
        Files.move(last, last.resolveSibling(Segment.name(1_000_000)));

        // When
        SpoolLog after = open();

        // Then
        assertThat(after.unread()).isEqualTo(2);
        assertThat(readAll(after)).containsExactly(large(0), large(1));
        assertThat(after.takeLosses()).isEmpty();
    }

    @Test
    void open_forcesWhatItFinds_andTheDirectoriesItMakes() throws IOException {
        // Given
        root = root.resolve("a").resolve("b");
        SpoolLog before = open();
        before.append(records("a"));
        SpoolLog other = open();
        other.append(records("b"));
        assertThat(disk.forced())
                .contains(root, root.getParent(), root.getParent().getParent());
        crash();
        disk.forced().clear();

        // When
        open();

        // Then
        assertThat(disk.forced())
                .contains(
                        root.resolve("1").resolve(Segment.name(1)),
                        root.resolve("1").resolve(Segment.name(2)))
                .contains(root.resolve("1"));
    }

    private SpoolLog open() throws IOException {
        SpoolLog log = SpoolLog.open(root, LIMITS, () -> nowMillis, () -> nanos, disk);
        logs.add(log);
        log.adopt();
        return log;
    }

    /** What the next process finds is what is on disk now; the logs that are open go on elsewhere. */
    private void crash() throws IOException {
        crashes++;
        Path copy = temporary.resolve("after-crash-" + crashes);
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

package dev.annals.producer.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happened to the files, reading ends, gives only whole records that were written, in order, tells every other as
 * lost, and the log goes on.
 */
class SpoolFuzzTest {

    @TempDir
    private Path directory;

    @Test
    void damagedContents_costOnlyWhatTheyHit_andThatIsTold() throws InterruptedException {
        // When, Then
        Fuzz.run("spool", random -> {
            SpoolFiles files = SpoolFiles.write(directory.resolve("lanes"), random);
            Map<Path, byte[]> before = files.segments();
            new SpoolDamage(random).spoilContents(files);
            List<Long> whole = files.stillWhole(before);
            Map<Long, String> read = read(files, random.nextInt(20) == 0);
            assertThat(read.keySet()).containsAll(whole);
            assertThat(read)
                    .allSatisfy((sequence, payload) ->
                            assertThat(payload).isEqualTo(files.payloads().get(Math.toIntExact(sequence - 1))));
        });
    }

    @Test
    void filesThatAreMixedUp_giveWholeRecordsOnly_andAnEnd() throws InterruptedException {
        // When, Then
        Fuzz.run("spool files", random -> {
            SpoolFiles files = SpoolFiles.write(directory.resolve("lanes"), random);
            SpoolDamage damage = new SpoolDamage(random);
            damage.mixUpFiles(files);
            if (random.nextBoolean()) {
                damage.spoilContents(files);
            }
            read(files, random.nextInt(20) == 0);
        });
    }

    /** All there is, and then a record that is appended, if wanted: it costs forcing the disk. Afterwards nothing is left. */
    private static Map<Long, String> read(SpoolFiles files, boolean appending) throws IOException {
        Map<Long, String> read = new HashMap<>();
        try (SpoolLog log = files.open()) {
            long lost = 0;
            long last = 0;
            long first = log.readUpTo() + 1;
            long adopted = log.adopted();
            String appended = "appended afterwards";
            if (appending) {
                log.append(List.of(SpoolFiles.bytes(appended)));
            }
            while (log.hasUnread()) {
                SpoolRecord record = log.next().orElse(null);
                if (record != null) {
                    assertThat(record.sequence()).isGreaterThan(last);
                    last = record.sequence();
                    read.put(last, SpoolFiles.text(record.payload()));
                }
            }
            for (SpoolLoss loss : log.takeLosses()) {
                assertThat(loss.cause()).isEqualTo(SpoolLoss.Cause.DAMAGED);
                assertThat(loss.first()).isBetween(first, loss.last());
                assertThat(read.keySet()).noneMatch(sequence -> sequence >= loss.first() && sequence <= loss.last());
                lost += loss.last() - loss.first() + 1;
            }
            if (appending) {
                assertThat(read.remove(last)).isEqualTo(appended);
            }
            assertThat(read.values()).isSubsetOf(files.payloads());
            assertThat(read.size() + lost).isEqualTo(adopted);
            log.ended(log.last());
        }
        assertEmpty(files);
        return read;
    }

    private static void assertEmpty(SpoolFiles files) throws IOException {
        try (SpoolLog again = files.open()) {
            assertThat(again.hasUnread()).isFalse();
        }
    }
}

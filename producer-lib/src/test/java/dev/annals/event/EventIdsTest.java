package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {

    private static final long NOW = Instant.parse("2026-11-23T07:00:00.123Z").toEpochMilli();
    private static final long MAX_MILLIS = (1L << 48) - 1;

    private final AtomicLong clock = new AtomicLong(NOW);
    private final EventIds ids = new EventIds(clock::get, 42);

    @Test
    void next_hasTheTimeOfTheClockAndTheBitsOfVersion7() {
        // When
        var id = ids.next();

        // Then
        assertThat(EventIds.timestamp(id)).isEqualTo("2026-11-23T07:00:00.123Z");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id).asString().matches("01a20734-55fb-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void next_countsOnIntoTheNextMillisecond_whenOneIsFull() {
        // When
        var minted = minted(20_000);

        // Then
        assertStrictlyIncreasing(minted);
        assertThat(EventIds.millis(minted.get(19_999))).isBetween(NOW + 4, NOW + 5);
        assertThat(minted).allMatch(id -> id.version() == 7 && id.variant() == 2);
    }

    @Test
    void next_leavesHalfOfTheCounter_forTheRestOfTheMillisecond() {
        for (int seed = 0; seed < 1_000; seed++) {
            // When
            var first = new EventIds(() -> NOW, seed).next();

            // Then
            assertThat(counter(first)).isLessThan(2048);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 3_600_000, 1_700_000_000_000L})
    void next_isGreaterThanAllBefore_whenTheClockIsSetBack(long millis) {
        // Given
        var minted = minted(10);

        // When
        clock.addAndGet(-millis);
        minted.addAll(minted(10_000));

        // Then
        assertStrictlyIncreasing(minted);
    }

    @Test
    void next_followsTheClock_onceItHasCaughtUp() {
        // Given
        clock.addAndGet(-1_000);
        minted(10);

        // When
        clock.set(NOW + 7);

        // Then
        assertThat(EventIds.millis(ids.next())).isEqualTo(NOW + 7);
    }

    @Test
    void next_isUniqueAndIncreasesForEachThread() throws Exception {
        // Given
        var threads = Executors.newFixedThreadPool(4);
        Callable<List<UUID>> minting = () -> minted(25_000);

        // When
        var lists = new ArrayList<List<UUID>>();
        try {
            for (var minted : threads.invokeAll(List.of(minting, minting, minting, minting))) {
                lists.add(minted.get());
            }
        } finally {
            threads.shutdown();
        }

        // Then
        lists.forEach(EventIdsTest::assertStrictlyIncreasing);
        var all = new HashSet<UUID>();
        lists.forEach(all::addAll);
        assertThat(all).hasSize(100_000);
    }

    @Test
    void system_mintsForNow() {
        // Given
        long before = System.currentTimeMillis();

        // When
        var id = EventIds.system().next();

        // Then: this process has minted too few ids to have run ahead of the clock
        assertThat(EventIds.millis(id)).isBetween(before, System.currentTimeMillis() + 1);
    }

    @Test
    void instances_mintDifferentIds_forDifferentSeeds() {
        // Given
        var other = new EventIds(clock::get, 43);

        // When
        var minted = new HashSet<>(minted(1_000));

        // Then
        assertThat(Stream.generate(other::next).limit(1_000)).noneMatch(minted::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2011-05-01T12:00:00.007Z", "+10889-08-02T05:31:50.655Z"})
    void at_givesUniqueIdsOfThatTime(Instant time) {
        // When
        var minted = Stream.generate(() -> ids.at(time)).limit(1_000).toList();

        // Then
        assertThat(new HashSet<>(minted)).hasSize(1_000);
        assertThat(minted).allMatch(id -> EventIds.timestamp(id).equals(time));
        assertThat(minted).allMatch(id -> id.version() == 7 && id.variant() == 2);
    }

    @ParameterizedTest
    @MethodSource("timesThatNoIdHolds")
    void at_refuses_whatNoIdCanHold(Instant time) {
        assertThatThrownBy(() -> ids.at(time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a UUIDv7 holds times from 1970 to 10889, not " + time);
        assertThatThrownBy(() -> EventIds.derived(time, "key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a UUIDv7 holds times from 1970 to 10889, not " + time);
    }

    static Stream<Instant> timesThatNoIdHolds() {
        return Stream.of(
                Instant.MIN,
                Instant.EPOCH.minusNanos(1),
                Instant.ofEpochMilli(MAX_MILLIS + 1),
                Instant.ofEpochMilli(Long.MAX_VALUE),
                Instant.MAX);
    }

    /** Ids that were published once must come out the same for ever, on every machine. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:00:00.123Z, commit 4711, 01a20734-55fb-7fb3-b74e-74ce9e81e156",
        "1970-01-01T00:00:00Z,     '',          00000000-0000-7c14-9afb-f4c8996fb924",
        "2026-11-23T07:00:00.123Z, größe 𝄞,     01a20734-55fb-71ef-809f-57b1c546fe56"
    })
    void derived_isTheSameForEver(Instant time, String key, UUID expected) {
        assertThat(EventIds.derived(time, key)).isEqualTo(expected);
    }

    @Test
    void derived_ignoresWhatIsFinerThanAMillisecond() {
        // Given
        var time = Instant.ofEpochMilli(NOW);

        // When
        var id = EventIds.derived(time.plusNanos(999_999), "key");

        // Then
        assertThat(id).isEqualTo(EventIds.derived(time, "key"));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(EventIds.timestamp(id)).isEqualTo(time);
    }

    @Test
    void derived_differs_forAnotherKeyOrTime() {
        // Given
        var time = Instant.ofEpochMilli(NOW);

        // When
        var id = EventIds.derived(time, "key");

        // Then
        assertThat(id).isNotEqualTo(EventIds.derived(time, "kez"));
        assertThat(id).isNotEqualTo(EventIds.derived(time.plusMillis(1), "key"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:00:00.123Z,       01a20734-55fb-7000-8000-000000000000",
        "2026-11-23T07:00:00.123000001Z, 01a20734-55fc-7000-8000-000000000000",
        "2026-11-23T07:00:00.122999999Z, 01a20734-55fb-7000-8000-000000000000",
        "2026-11-23T07:00:00.999000001Z, 01a20734-5968-7000-8000-000000000000",
        "1970-01-01T00:00:00Z,           00000000-0000-7000-8000-000000000000",
        "1969-12-31T23:59:59.999999999Z, 00000000-0000-7000-8000-000000000000",
        "-1000000000-01-01T00:00:00Z,    00000000-0000-7000-8000-000000000000",
        "+10889-08-02T05:31:50.655Z,     ffffffff-ffff-7000-8000-000000000000",
        "+10889-08-02T05:31:50.655000001Z, ffffffff-ffff-ffff-ffff-ffffffffffff",
        "+10889-08-02T05:31:50.656Z,     ffffffff-ffff-ffff-ffff-ffffffffffff",
        "+10889-08-02T05:31:51Z,         ffffffff-ffff-ffff-ffff-ffffffffffff",
        "+1000000000-12-31T23:59:59.999999999Z, ffffffff-ffff-ffff-ffff-ffffffffffff"
    })
    void lowerBound_roundsUpToTheNextMillisecond(Instant time, UUID expected) {
        assertThat(EventIds.lowerBound(time)).isEqualTo(expected);
    }

    @Test
    void lowerBound_saysInIdsWhatTheTimeSays() {
        // Given
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var id = ids.at(Instant.ofEpochMilli(NOW + random.nextInt(4)));
            var time = Instant.ofEpochMilli(NOW + random.nextInt(5)).plusNanos(random.nextInt(3) - 1);

            // When
            boolean byId = EventIds.ORDER.compare(id, EventIds.lowerBound(time)) >= 0;

            // Then
            assertThat(byId)
                    .as("%s since %s", id, time)
                    .isEqualTo(!EventIds.timestamp(id).isBefore(time));
        }
    }

    @Test
    void order_isThatOfTheTextAndSoOfPostgreSql() {
        // Given
        var random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            var a = new UUID(random.nextLong() >> random.nextInt(64), random.nextLong());
            var b = random.nextBoolean()
                    ? new UUID(a.getMostSignificantBits(), random.nextLong())
                    : new UUID(random.nextLong() >> random.nextInt(64), random.nextLong());

            // When
            int order = EventIds.ORDER.compare(a, b);

            // Then
            assertThat(Integer.signum(order))
                    .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
        }
    }

    @Test
    void order_isNotThatOfUuid() {
        // Given
        var older = EventIds.lowerBound(Instant.parse("2026-11-23T07:00:00Z"));
        var younger = EventIds.lowerBound(Instant.parse("7000-01-01T00:00:00Z"));

        // When
        int order = EventIds.ORDER.compare(older, younger);

        // Then
        assertThat(order).isNegative();
        assertThat(older.compareTo(younger)).isPositive();
        assertThat(EventIds.ORDER.compare(older, older)).isZero();
    }

    private List<UUID> minted(int n) {
        var minted = new ArrayList<UUID>(n);
        for (int i = 0; i < n; i++) {
            minted.add(ids.next());
        }
        return minted;
    }

    private static long counter(UUID id) {
        return id.getMostSignificantBits() & 0xFFF;
    }

    private static void assertStrictlyIncreasing(List<UUID> minted) {
        for (int i = 1; i < minted.size(); i++) {
            assertThat(EventIds.ORDER.compare(minted.get(i - 1), minted.get(i))).isNegative();
        }
    }
}

package dev.annals.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Mints and reads UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 bits that make it unique.
 *
 * <p>Within one instance {@link #next()} is strictly increasing, also when the clock is set back: the 12 bits after
 * the time count (RFC 9562 section 6.2, method 1), start at a random value below 2048 each millisecond, and carry into
 * the time when they overflow.
 *
 * <p>Thread-safe and lock-free.
 */
public final class EventIds {

    /** Oldest first, as PostgreSQL orders {@code uuid}: unsigned, which {@code UUID.compareTo} is not. */
    public static final Comparator<UUID> ORDER = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    private static final EventIds SYSTEM = new EventIds(System::currentTimeMillis, new SecureRandom().nextLong());

    private static final long MAX_MILLIS = (1L << 48) - 1;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final LongSupplier millis;
    private final AtomicLong random;
    /** Milliseconds and counter of the last id, as one number of 60 bits. */
    private final AtomicLong last = new AtomicLong();

    /**
     * @param millis the clock, in Unix milliseconds
     * @param seed differs between processes, or their ids may collide
     */
    EventIds(LongSupplier millis, long seed) {
        this.millis = millis;
        this.random = new AtomicLong(seed);
    }

    /** The generator of this process, on the system's clock. */
    public static EventIds system() {
        return SYSTEM;
    }

    /** A new id for now, greater than every id this instance minted before. */
    public UUID next() {
        long bits = nextRandom();
        long now = (millis.getAsLong() << 12) | (bits >>> 53);
        long position = last.updateAndGet(previous -> Math.max(previous + 1, now));
        return uuid(position >>> 12, position, nextRandom());
    }

    /** A new id for that time, which may lie in the past; unique, but in no order among its millisecond. */
    public UUID at(Instant time) {
        return uuid(requireMillis(time), nextRandom(), nextRandom());
    }

    /**
     * The id of something known by its time and a key: the same time and key give the same id on every machine, so
     * that publishing it again adds nothing. The bits after the time are SHA-256 of the key.
     *
     * @throws IllegalArgumentException if the time is before 1970 or after the year 10889
     */
    public static UUID derived(Instant time, String key) {
        ByteBuffer digest = ByteBuffer.wrap(sha256(key));
        return uuid(requireMillis(time), digest.getLong(), digest.getLong());
    }

    /**
     * The smallest id of that time, so that {@code id >= lowerBound(t)} says {@code inserted_at >= t}. A time between
     * two milliseconds counts as the later one; a time outside what an id can hold gives the nearest bound.
     */
    public static UUID lowerBound(Instant time) {
        if (time.getEpochSecond() < 0) {
            return uuid(0, 0, 0);
        }
        if (time.getEpochSecond() > MAX_MILLIS / 1000) {
            return new UUID(-1, -1);
        }
        long floor = time.toEpochMilli();
        long ceiling = time.getNano() % 1_000_000 == 0 ? floor : floor + 1;
        return ceiling > MAX_MILLIS ? new UUID(-1, -1) : uuid(ceiling, 0, 0);
    }

    /** The time inside an id of version 7, in Unix milliseconds. */
    public static long millis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    /** The time inside an id of version 7. */
    public static Instant timestamp(UUID id) {
        return Instant.ofEpochMilli(millis(id));
    }

    private static long requireMillis(Instant time) {
        long seconds = time.getEpochSecond();
        if (seconds < 0 || seconds > MAX_MILLIS / 1000 || time.toEpochMilli() > MAX_MILLIS) {
            throw new IllegalArgumentException("a UUIDv7 holds times from 1970 to 10889, not " + time);
        }
        return time.toEpochMilli();
    }

    private static UUID uuid(long millis, long low12, long low62) {
        return new UUID((millis << 16) | VERSION_7 | (low12 & 0xFFF), VARIANT | (low62 & VARIANT_MASK));
    }

    /** SplitMix64 over a shared counter: no lock, no thread-local left behind in the host. */
    private long nextRandom() {
        long z = random.addAndGet(GOLDEN_GAMMA);
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

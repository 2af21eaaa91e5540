package dev.annals.producer.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What disks, and people who tidy up, do to a spool's files. Confined to one thread. */
final class SpoolDamage {

    private final Random random;

    SpoolDamage(Random random) {
        this.random = random;
    }

    /** The files stay where they are. */
    void spoilContents(SpoolFiles files) throws IOException {
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            Path file = random.nextInt(8) == 0 ? files.lane().resolve(Acknowledged.NAME) : anySegment(files);
            if (Files.exists(file)) {
                Files.write(file, spoilt(Files.readAllBytes(file)));
            }
        }
    }

    /** Renamed, copied, removed, or others laid beside them. */
    void mixUpFiles(SpoolFiles files) throws IOException {
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            Path file = anySegment(files);
            Path other = place(files);
            switch (random.nextInt(5)) {
                case 0 -> Files.deleteIfExists(file);
                case 1 -> {
                    if (Files.exists(file)) {
                        Files.write(other, Files.readAllBytes(file));
                    }
                }
                case 2 -> Files.write(other, noise());
                case 3 -> Files.createDirectories(other.resolveSibling("0"));
                default -> {
                    if (Files.exists(file) && !file.equals(other)) {
                        Files.write(other, Files.readAllBytes(file));
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private Path anySegment(SpoolFiles files) throws IOException {
        List<Path> segments = List.copyOf(files.segments().keySet());
        return segments.isEmpty()
                ? files.lane().resolve(Segment.name(1))
                : segments.get(random.nextInt(segments.size()));
    }

    /** In this lane, in one of nobody's, or beside the lanes. */
    private Path place(SpoolFiles files) throws IOException {
        Path directory = files.root().resolve(random.nextInt(3) == 0 ? "2" : random.nextInt(9) == 0 ? "-3" : "1");
        return Files.createDirectories(directory).resolve(name());
    }

    private String name() {
        return switch (random.nextInt(8)) {
            case 0 -> Segment.name(Long.MAX_VALUE - random.nextInt(3));
            case 1 -> "9999999999999999999.segment";
            case 2 -> Segment.name(0);
            case 3 -> Segment.name(random.nextLong() >>> 1);
            case 4 ->
                List.of("1.segment", "segment", "x", "0000000000000000001.segment.bak", "acknowledged")
                        .get(random.nextInt(5));
            default -> Segment.name(1 + random.nextInt(40));
        };
    }

    private byte[] spoilt(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(1 << random.nextInt(11)));
        byte[] range = Arrays.copyOfRange(bytes, from, to);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, from);
            case 1 -> joined(bytes, from, range, from);
            case 2 -> joined(bytes, from, new byte[0], to);
            case 3 -> joined(bytes, from, noise(), random.nextBoolean() ? from : to);
            case 4 -> joined(bytes, from, new byte[range.length], to);
            case 5 -> joined(bytes, from, mark(), random.nextBoolean() ? from : Math.min(bytes.length, from + 8));
            case 6 -> swapped(bytes, from, to);
            default -> flipped(bytes);
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        for (int n = flipped.length == 0 ? 0 : 1 + random.nextInt(3); n > 0; n--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    /** Two ranges change places; often whole frames. */
    private byte[] swapped(byte[] bytes, int first, int second) {
        int from = frameAt(bytes, first);
        int middle = frameAt(bytes, second);
        int end = frameAt(bytes, Math.min(bytes.length, middle + 1 + random.nextInt(2000)));
        if (from > middle || middle > end) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.write(bytes, middle, end - middle);
        out.write(bytes, from, middle - from);
        out.write(bytes, end, bytes.length - end);
        return out.toByteArray();
    }

    /** The next one from there on, or the end. */
    private static int frameAt(byte[] bytes, int from) {
        for (int i = from; i + Integer.BYTES <= bytes.length; i++) {
            if (ByteBuffer.wrap(bytes).getInt(i) == Frame.MARK) {
                return i;
            }
        }
        return bytes.length;
    }

    private byte[] mark() {
        return ByteBuffer.allocate(8)
                .putInt(Frame.MARK)
                .putInt(random.nextInt(1 << random.nextInt(31)))
                .array();
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] joined(byte[] bytes, int end, byte[] between, int start) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, end);
        out.writeBytes(between);
        out.write(bytes, start, bytes.length - start);
        return out.toByteArray();
    }
}

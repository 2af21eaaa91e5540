package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** A disk that fails when it is told to, and remembers what was forced. Thread-safe. */
public final class FaultyDisk implements SpoolDisk {

    public enum Act {
        OPEN,
        READ,
        WRITE,
        FORCE,
        MOVE,
        DELETE
    }

    private static final BiPredicate<Act, Path> NEVER = (act, file) -> false;

    private final Map<FileChannel, Path> files = new ConcurrentHashMap<>();
    private final Set<Path> forced = ConcurrentHashMap.newKeySet();
    private volatile BiPredicate<Act, Path> fault = NEVER;

    /** From now on, that is. */
    public void fail(BiPredicate<Act, Path> when) {
        fault = when;
    }

    /** What is there can be read, and nothing be changed. */
    public void turnReadOnly() {
        fail((act, file) -> act != Act.OPEN && act != Act.READ);
    }

    public void heal() {
        fault = NEVER;
    }

    /** Files and directories. */
    public Set<Path> forced() {
        return forced;
    }

    /** How many files are open now. */
    public long openFiles() {
        return files.keySet().stream().filter(FileChannel::isOpen).count();
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        check(Act.OPEN, file);
        FileChannel channel = SpoolDisk.super.open(file, options);
        files.put(channel, file);
        return channel;
    }

    @Override
    public int read(FileChannel channel, ByteBuffer into, long at) throws IOException {
        check(Act.READ, file(channel));
        return SpoolDisk.super.read(channel, into, at);
    }

    @Override
    public int write(FileChannel channel, ByteBuffer from, long at) throws IOException {
        check(Act.WRITE, file(channel));
        return SpoolDisk.super.write(channel, from, at);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        check(Act.FORCE, file(channel));
        forced.add(file(channel));
    }

    @Override
    public void move(Path file, Path target) throws IOException {
        check(Act.MOVE, file);
        SpoolDisk.super.move(file, target);
    }

    @Override
    public void delete(Path file) throws IOException {
        check(Act.DELETE, file);
        SpoolDisk.super.delete(file);
    }

    private Path file(FileChannel channel) {
        Path file = files.get(channel);
        if (file == null) {
            throw new IllegalStateException("opened elsewhere");
        }
        return file;
    }

    private void check(Act act, Path file) throws IOException {
        if (fault.test(act, file)) {
            throw new IOException("told to fail: " + act + " " + file);
        }
    }
}

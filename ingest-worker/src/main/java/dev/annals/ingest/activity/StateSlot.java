package dev.annals.ingest.activity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One worker's place for its state: the first one below a directory that no other worker has, so that a worker which was
 * started again finds its own, and several on one machine do not meet. Free again when the process ends, however it ends.
 *
 * <p>Immutable, but for {@link #close()}.
 */
final class StateSlot implements AutoCloseable {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final int number;
    private final Path directory;
    private final UUID identity;
    private final OwnedFile owner;

    private StateSlot(int number, Path directory, UUID identity, OwnedFile owner) {
        this.number = number;
        this.directory = directory;
        this.identity = identity;
        this.owner = owner;
    }

    /** @throws UncheckedIOException if the directory cannot be written */
    static StateSlot take(Path parent) {
        try {
            Files.createDirectories(parent);
            for (int number = 0; ; number++) {
                Optional<StateSlot> slot = tryToTake(parent, number);
                if (slot.isPresent()) {
                    return slot.get();
                }
            }
        } catch (IOException e) {
            throw StateDirectory.cannotKeepStateIn(parent, e);
        }
    }

    private static Optional<StateSlot> tryToTake(Path parent, int number) throws IOException {
        Path directory = Files.createDirectories(parent.resolve("worker-" + number));
        Optional<OwnedFile> owner = OwnedFile.tryToTake(directory, "owner");
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        try {
            UUID identity = identityIn(owner.get().channel());
            return Optional.of(new StateSlot(number, directory, identity, owner.get()));
        } catch (IOException e) {
            owner.get().close();
            throw e;
        }
    }

    /** The one in the file, or a new one if it holds none, or not all of it. */
    private static UUID identityIn(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        String found = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        if (UUID_TEXT.matcher(found).matches()) {
            return UUID.fromString(found);
        }
        UUID identity = UUID.randomUUID();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(identity.toString().getBytes(StandardCharsets.US_ASCII)), 0);
        return identity;
    }

    int number() {
        return number;
    }

    Path directory() {
        return directory;
    }

    /** The same each time this slot is taken. */
    UUID identity() {
        return identity;
    }

    @Override
    public void close() {
        try {
            owner.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + directory + " back", e);
        }
    }
}

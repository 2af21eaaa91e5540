package dev.annals.chaos.load;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The ten fields of an event of the load, as they are anywhere: what was published, what is on the topic, what is stored.
 *
 * @param insertedAt in Unix milliseconds
 * @param seq of the metadata, like the padding
 * @param otherMetadata what the metadata have beside those two, as JSON: nothing, {@code {}}, if it is what was published
 */
public record Fields(
        String id,
        long insertedAt,
        String category,
        String type,
        @Nullable String actorType,
        @Nullable String actorId,
        @Nullable String resourceType,
        @Nullable String resourceId,
        String severity,
        long seq,
        String padding,
        String otherMetadata) {

    /** The same only if all fields are. */
    public int check() {
        CRC32C crc = new CRC32C();
        crc.update(toString().getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}

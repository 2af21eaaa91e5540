package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Where a walk over the pages of a filter stands: behind one event. As text it is opaque, safe in a URL, and good for that filter
 * only. 30 bytes in base64url: version, id, fingerprint of the filter, checksum; no bit is left over.
 */
public final class Cursor {

    private static final byte VERSION = 1;
    private static final int ID_AT = 1;
    private static final int FINGERPRINT_AT = ID_AT + 16;
    private static final int CHECKSUM_AT = FINGERPRINT_AT + FilterFingerprint.BYTES;
    private static final int BYTES = CHECKSUM_AT + 4;
    private static final int TEXT_LENGTH = BYTES * 8 / 6;

    private Cursor() {}

    /** The cursor that continues behind the event of that id. */
    public static String after(UUID id, EventFilter filter) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.put(VERSION).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        bytes.put(FilterFingerprint.of(filter));
        bytes.putInt(checksum(bytes.array()));
        return Base64.getUrlEncoder().encodeToString(bytes.array());
    }

    /**
     * The id of the event behind which the walk goes on.
     *
     * @throws InvalidCursorException if the text is no cursor, or one of another filter
     */
    public static UUID read(String text, EventFilter filter) {
        byte[] bytes = decode(text);
        if (bytes[0] != VERSION) {
            throw new InvalidCursorException("is of a version this API does not know; start again without it");
        }
        byte[] fingerprint = Arrays.copyOfRange(bytes, FINGERPRINT_AT, CHECKSUM_AT);
        if (!Arrays.equals(fingerprint, FilterFingerprint.of(filter))) {
            throw new InvalidCursorException(
                    "was made with other filters; repeat those it came from, or start again without it");
        }
        return new UUID(
                ByteBuffer.wrap(bytes).getLong(ID_AT), ByteBuffer.wrap(bytes).getLong(ID_AT + 8));
    }

    private static byte[] decode(String text) {
        if (text.length() == TEXT_LENGTH) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(text);
                // padding makes fewer bytes of as many characters
                if (bytes.length == BYTES && ByteBuffer.wrap(bytes).getInt(CHECKSUM_AT) == checksum(bytes)) {
                    return bytes;
                }
            } catch (IllegalArgumentException notBase64) {
                // damaged, like a wrong checksum
            }
        }
        throw new InvalidCursorException("is damaged; use next_cursor exactly as it was given");
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, CHECKSUM_AT);
        return (int) checksum.getValue();
    }
}

package dev.annals.chaos.load;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What tells whether an event is what was published, wherever it is found. */
public final class Content {

    public static final String CATEGORY = "chaos";
    public static final String TYPE = "chaos.tick";
    public static final String RESOURCE_TYPE = "thing";
    public static final String SEQUENCE = "seq";
    public static final int LARGE = 50_000;
    public static final String PADDING = "pad";

    private Content() {}

    public static int check(String id, String key, long seq, String padding) {
        CRC32C crc = new CRC32C();
        crc.update((id + " " + key + " " + seq + " " + padding).getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}

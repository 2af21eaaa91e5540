package dev.annals.event;

/** Anybody's text as it can stand in a message, a log line or a table: short, and nothing unprintable. */
public final class Printable {

    private static final int MAX = 100;

    private Printable() {}

    /** In quotes. */
    public static String quoted(String value) {
        return '"' + of(value) + '"';
    }

    /** At most a hundred characters; what is not printable ASCII is written as its UTF-16 code in hexadecimal. */
    public static String of(String value) {
        StringBuilder out = new StringBuilder();
        int end = Math.min(value.length(), MAX);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(value.length() > MAX ? "…" : "").toString();
    }
}

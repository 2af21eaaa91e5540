package dev.annals.query.http;

/** Anybody's text in our messages. */
final class Text {

    private static final int MAX = 100;

    private Text() {}

    /** In quotes, short, and nothing unprintable. */
    static String quoted(String value) {
        return '"' + printable(value) + '"';
    }

    /** The same without quotes. */
    static String printable(String value) {
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

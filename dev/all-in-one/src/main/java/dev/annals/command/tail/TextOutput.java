package dev.annals.command.tail;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.Resource;
import dev.annals.event.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * For people: time, severity, category, type, actor, resource and metadata in columns, an event a line. Letters of any
 * script are shown; what could move the cursor, colour the screen or turn the direction of writing is escaped.
 */
public final class TextOutput implements EventOutput {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final String NOTHING = "-";
    private static final String RED = "\033[31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";

    private final OutputStream out;
    private final ZoneId zone;
    private final boolean coloured;

    public TextOutput(OutputStream out, ZoneId zone, boolean coloured) {
        this.out = out;
        this.zone = zone;
        this.coloured = coloured;
    }

    @Override
    public void print(Event event) throws IOException {
        out.write(line(event).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private String line(Event event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(event.insertedAt().atZone(zone), line);
        line.append("  ");
        severity(event.severity(), line);
        column(event.category(), 10, line);
        column(event.type(), 24, line);
        Actor actor = event.actor();
        column(actor == null ? NOTHING : actor.type().wireName() + ":" + actor.id(), 20, line);
        Resource resource = event.resource();
        column(resource == null ? NOTHING : resource.type() + ":" + resource.id(), 24, line);
        escape(event.metadata().json(), line);
        return line.append('\n').toString();
    }

    private void severity(Severity severity, StringBuilder line) {
        if (!coloured || severity == Severity.INFO) {
            column(severity.wireName(), 7, line);
            return;
        }
        line.append(severity == Severity.ERROR ? RED : YELLOW);
        column(severity.wireName(), 7, line);
        line.append(PLAIN);
    }

    /** What is longer than its column pushes the rest of its line to the right: nothing is cut off. */
    private static void column(String text, int width, StringBuilder line) {
        int start = line.length();
        escape(text, line);
        for (int shown = line.codePointCount(start, line.length()); shown < width; shown++) {
            line.append(' ');
        }
        line.append("  ");
    }

    private static void escape(String text, StringBuilder line) {
        text.codePoints().forEach(c -> {
            if (isShown(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        });
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

package dev.annals.event;

import java.util.Optional;

/** What text may hold anywhere in an event, and what a name looks like. Each method tells the problem, if any. */
final class TextRules {

    static final int MAX_NAME = 64;
    static final int MAX_TYPE = 128;
    static final int MAX_ID = 256;

    private TextRules() {}

    /** PostgreSQL stores neither U+0000 nor an unpaired surrogate, and pgjdbc turns the latter into '?'. */
    static Optional<String> textProblem(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of("holds U+0000 at character " + i);
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return Optional.of("holds an unpaired surrogate at character " + i);
                }
                i++;
            }
        }
        return Optional.empty();
    }

    static Optional<String> nameProblem(String name) {
        if (name.length() <= MAX_NAME && isName(name, 0, name.length())) {
            return Optional.empty();
        }
        return Optional.of(
                "must be [a-z][a-z0-9_]*, at most " + MAX_NAME + " characters, not " + Printable.quoted(name));
    }

    static Optional<String> typeProblem(String type) {
        if (type.length() <= MAX_TYPE && type.indexOf('.') > 0 && areSegments(type)) {
            return Optional.empty();
        }
        return Optional.of("must be two or more segments [a-z][a-z0-9_]* joined by dots, at most " + MAX_TYPE
                + " characters, not " + Printable.quoted(type));
    }

    static Optional<String> idProblem(String id) {
        Optional<String> text = textProblem(id);
        if (text.isPresent()) {
            return text;
        }
        if (id.isBlank()) {
            return Optional.of("must not be blank");
        }
        int length = id.length() <= MAX_ID ? id.length() : id.codePointCount(0, id.length());
        return length <= MAX_ID
                ? Optional.empty()
                : Optional.of("has " + length + " characters, at most " + MAX_ID + " are allowed");
    }

    /** One or more names joined by dots. */
    static boolean areSegments(String text) {
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isName(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isName(text, start, text.length());
    }

    private static boolean isName(String text, int start, int end) {
        if (start >= end || !isLetter(text.charAt(start))) {
            return false;
        }
        for (int i = start + 1; i < end; i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}

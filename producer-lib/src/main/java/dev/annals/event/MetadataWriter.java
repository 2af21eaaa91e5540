package dev.annals.event;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a map as JSON and lists what JSON or the rules cannot take. Values come from a service's code and may be
 * hostile: maps that hold themselves, endless iterables, {@code toString} that throws. So it gives up at the first sign
 * of too much depth, size or trouble, and turns into text only the JDK's own types.
 *
 * <p>Confined to one encoding.
 */
final class MetadataWriter {

    private static final int USUAL_SIZE = 256;

    private final JsonBytes out = new JsonBytes(USUAL_SIZE);
    private final List<Violation> found = new ArrayList<>(0);
    private final JsonPath path = new JsonPath("metadata");

    private MetadataWriter() {}

    /** @throws InvalidEventException with everything that is wrong */
    static byte[] encode(Map<?, ?> map) {
        return new MetadataWriter().write(map);
    }

    private byte[] write(Map<?, ?> map) {
        try {
            object(map);
            checkSize(0);
        } catch (GivenUp e) {
            found.add(e.violation);
        } catch (Exception e) { // from the service's own collection, checked or not: its fault must not become ours
            found.add(new Violation(
                    path.toString(), "could not be read: " + e.getClass().getName()));
        }
        if (!found.isEmpty()) {
            throw new InvalidEventException(found);
        }
        return out.toBytes();
    }

    private void value(@Nullable Object value) {
        checkSize(1);
        if (value == null) {
            out.appendAscii("null");
        } else if (value instanceof String string) {
            string(string);
        } else if (value instanceof Boolean bool) {
            out.appendAscii(bool ? "true" : "false");
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Iterable<?> values) {
            array(values);
        } else if (value.getClass().isArray()) {
            array(value);
        } else if (value instanceof Enum<?> constant) {
            string(constant.name());
        } else if (value instanceof Character || value instanceof UUID || isTime(value)) {
            string(value.toString());
        } else {
            refuse("a " + value.getClass().getName()
                    + " cannot be written; give a string, number, boolean, map, list or null");
        }
    }

    private void object(Map<?, ?> map) {
        checkDepth();
        out.append('{');
        SeenKeys keys = new SeenKeys();
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() instanceof String key) {
                if (!first) {
                    out.append(',');
                }
                first = false;
                path.enter(key);
                checkSize(key.length());
                Optional<String> problem = TextRules.textProblem(key);
                problem.ifPresent(text -> report("the key " + text));
                if (!keys.add(key)) { // as an IdentityHashMap can
                    report("is given twice");
                }
                out.append('"')
                        .appendText(problem.isEmpty() ? key : "")
                        .append('"')
                        .append(':');
                value(entry.getValue());
                path.leave();
            } else {
                report("has a key that is not a string");
            }
        }
        out.append('}');
    }

    private void array(Iterable<?> values) {
        checkDepth();
        out.append('[');
        int index = 0;
        for (Object value : values) {
            element(index++, value);
        }
        out.append(']');
    }

    private void array(Object array) {
        checkDepth();
        out.append('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            element(i, Array.get(array, i));
        }
        out.append(']');
    }

    private void element(int index, @Nullable Object value) {
        path.enter(index);
        if (index > 0) {
            out.append(',');
        }
        value(value);
        path.leave();
    }

    private void string(String text) {
        checkSize(text.length());
        Optional<String> problem = TextRules.textProblem(text);
        if (problem.isPresent()) {
            refuse(problem.get());
            return;
        }
        out.append('"').appendText(text).append('"');
    }

    private void number(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            out.appendAscii(Long.toString(number.longValue()));
            return;
        }
        Class<?> type = number.getClass();
        boolean floating = type == Double.class || type == Float.class;
        if (!floating && type != BigDecimal.class && type != BigInteger.class) {
            refuse("a " + type.getName() + " cannot be written; give a number of java.lang or java.math");
            return;
        }
        if (floating && !Double.isFinite(number.doubleValue())) {
            refuse(number + " is not a JSON number");
            return;
        }
        if (unscaled(number).bitLength() > 4 * NumberRules.MAX_DIGITS) { // as text it could take minutes
            refuse("the number has more than " + NumberRules.MAX_DIGITS + " digits when written out");
            return;
        }
        String text = number.toString();
        Optional<String> problem = NumberRules.problem(text);
        if (problem.isPresent()) {
            refuse(problem.get());
            return;
        }
        out.appendAscii(text);
    }

    private static BigInteger unscaled(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.unscaledValue();
        }
        return number instanceof BigInteger integer ? integer : BigInteger.ZERO;
    }

    private static boolean isTime(Object value) {
        return value instanceof TemporalAccessor
                && value.getClass().getPackageName().equals("java.time");
    }

    private void checkDepth() {
        if (path.depth() >= Metadata.MAX_DEPTH) {
            throw new GivenUp(new Violation("metadata", Metadata.DEPTH_PROBLEM));
        }
    }

    private void checkSize(int more) {
        long size = (long) out.size() + more;
        if (size > Metadata.MAX_BYTES) {
            throw new GivenUp(new Violation("metadata", Metadata.SIZE_PROBLEM));
        }
    }

    /** Notes the problem and leaves a null where the value would stand. */
    private void refuse(String problem) {
        report(problem);
        out.appendAscii("null");
    }

    private void report(String problem) {
        if (found.size() == Violation.MAX_LISTED) {
            throw new GivenUp(Violation.AND_MORE);
        }
        found.add(new Violation(path.toString(), problem));
    }

    /** More than can be wanted: reading on could take for ever. */
    private static final class GivenUp extends RuntimeException {
        private final transient Violation violation;

        GivenUp(Violation violation) {
            super(violation.toString(), null, false, false);
            this.violation = violation;
        }
    }
}

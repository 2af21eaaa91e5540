package dev.annals.event;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * How long a number may be: at most 64 digits when written out without an exponent, as PostgreSQL stores it. Fourteen
 * bytes of {@code 1e131071} would come back as 131 KB, and one more in the exponent would abort the whole batch.
 */
final class NumberRules {

    static final int MAX_DIGITS = 64;

    /** Beyond this, the text alone has too many digits whatever its exponent says. */
    private static final int MAX_TEXT = MAX_DIGITS + 16;

    private NumberRules() {}

    /** The problem with a number in JSON's grammar, if any. */
    static Optional<String> problem(String number) {
        if (number.length() <= 18) { // too short for more than 64 digits, unless an exponent makes it long
            if (number.indexOf('e') < 0 && number.indexOf('E') < 0) {
                return Optional.empty();
            }
        } else if (number.length() > MAX_TEXT) {
            return Optional.of(tooLong(number));
        }
        try {
            return problem(new BigDecimal(number), number);
        } catch (NumberFormatException exponentOverflow) {
            return Optional.of(tooLong(number));
        }
    }

    private static Optional<String> problem(BigDecimal value, String number) {
        return digits(value) <= MAX_DIGITS ? Optional.empty() : Optional.of(tooLong(number));
    }

    /** Counted without writing it out. A zero counts like any digit: PostgreSQL refuses {@code 0e2000000000}. */
    private static long digits(BigDecimal value) {
        long scale = value.scale();
        if (scale > 0) {
            return Math.max(value.precision(), scale + 1);
        }
        return value.precision() - scale;
    }

    private static String tooLong(String number) {
        return "the number " + Printable.quoted(number) + " has more than " + MAX_DIGITS + " digits when written out";
    }
}

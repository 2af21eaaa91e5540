package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NumberRulesTest {

    @ParameterizedTest
    @MethodSource("upTo64Digits")
    void number_isFine_withUpTo64DigitsWrittenOut(String number) {
        assertThat(NumberRules.problem(number)).isEmpty();
    }

    static Stream<String> upTo64Digits() {
        return Stream.of(
                "0",
                "-0",
                "-0.0",
                "1.50",
                "0e5",
                "0e63",
                "0e-63",
                "1e2",
                "1E+2",
                "1e63",
                "1e-63",
                "-1.5e-62",
                "9".repeat(64),
                "-" + "9".repeat(64),
                "0." + "9".repeat(63),
                "1." + "0".repeat(63),
                "9".repeat(32) + "." + "9".repeat(32),
                "0.000000000000000000000000000001e93",
                "1e0000000000000000000000000000000000000000000000000000000005");
    }

    @ParameterizedTest
    @MethodSource("moreThan64Digits")
    void number_isRefused_withMoreThan64DigitsWrittenOut(String number) {
        assertThat(NumberRules.problem(number))
                .contains("the number " + Printable.quoted(number) + " has more than 64 digits when written out");
    }

    /** From 0e1073741824 on, PostgreSQL says "value overflows numeric format", and the batch is lost. */
    static Stream<String> moreThan64Digits() {
        return Stream.of(
                "9".repeat(65),
                "0." + "9".repeat(64),
                "1." + "0".repeat(64),
                "1e64",
                "-1e64",
                "1e-64",
                "1e-100",
                "10e63",
                "1.5e-63",
                "4.9E-324",
                "1.7976931348623157E308",
                "1e100000",
                "1e131071",
                "1e131072",
                "1e2147483647",
                "1e2147483648",
                "1e-2147483648",
                "1e99999999999999999999",
                "0e64",
                "0e-64",
                "0e1073741824",
                "0e2000000000",
                "0e-2000000000",
                "1".repeat(81),
                "1".repeat(1000));
    }
}

package dev.annals.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTimesTest {

    private static final long CALLS = 100_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 128, 1_000, 999_999, 1_048_577, 60_000_000_000L})
    void percentile_isLessThanAHundredthTooLong(long unit) {
        CallTimes times = new CallTimes();
        LongStream.rangeClosed(1, CALLS).map(call -> call * unit).forEach(times::add);

        for (double share : new double[] {0.5, 0.99, 0.999}) {
            double exact = Math.ceil(CALLS * share) * unit;
            assertThat((double) times.percentile(share)).isBetween(exact, exact * 1.01);
        }
    }

    @Test
    void percentile_isNeverLongerThanTheLongest() {
        CallTimes times = new CallTimes();
        times.add(1_000_001);

        assertThat(times.percentile(0.999)).isEqualTo(1_000_001);
        assertThat(times.longest()).isEqualTo(1_000_001);
        assertThat(times.calls()).isEqualTo(1);
    }
}

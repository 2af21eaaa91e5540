package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzLoopTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void run_triesManyDifferentCases() throws Exception {
        // Given
        Set<Integer> seen = new HashSet<>();

        // When
        int tried = Fuzz.run("different", lasting(Duration.ofMillis(200)), random -> seen.add(random.nextInt()));

        // Then
        assertThat(tried).isGreaterThan(100);
        assertThat(seen).hasSizeGreaterThan(tried / 2);
    }

    @Test
    void run_endsWithTheFirstFailure_andBeginsItWithASeedThatRepeatsTheCase() throws Exception {
        // Given
        List<Integer> failed = new ArrayList<>();
        Fuzz.Property property = random -> {
            int value = random.nextInt();
            if (value % 100 == 0) {
                failed.add(value);
                throw new AssertionError("divisible " + "x".repeat(100_000));
            }
        };

        // When
        Throwable first = catchThrowable(() -> Fuzz.run("failing", lasting(LONG), property));
        Throwable again = catchThrowable(() -> Fuzz.run("failing", repeating(seedOf(first)), property));

        // Then
        assertThat(first)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("fuzz failing: case ")
                .hasMessageContaining("it failed: java.lang.AssertionError: divisible");
        assertThat(again).hasMessageStartingWith("fuzz failing: case 1, repeat it with -Dannals.fuzz.seed=");
        assertThat(seedOf(again)).isEqualTo(seedOf(first));
        assertThat(failed).hasSize(2).containsOnly(failed.get(0));
        assertThat(new Random(seedOf(first)).nextInt()).isEqualTo(failed.get(0));
    }

    @Test
    void run_failsWithThePlace_whereACaseIsStuck() {
        // Given
        CountDownLatch never = new CountDownLatch(1);

        // When, Then
        assertThatThrownBy(() -> Fuzz.run(
                        "stuck",
                        new Fuzz.Plan(LONG, Duration.ofMillis(50), OptionalLong.empty()),
                        random -> never.await()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it is stuck at")
                .hasMessageContaining("java.util.concurrent.CountDownLatch.await");
        never.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"annals.fuzz.seed", "annals.fuzz.seconds"})
    void property_isRefused_whenItIsNoNumber(String property) {
        // Given
        String before = System.setProperty(property, "ten");

        // When
        Throwable refused = catchThrowable(() -> Fuzz.run("anything", random -> {}));
        restore(property, before);

        // Then
        assertThat(refused).hasMessage("-D" + property + " must be a whole number, not \"ten\"");
    }

    private static void restore(String property, String before) {
        if (before == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, before);
        }
    }

    private static Fuzz.Plan lasting(Duration duration) {
        return new Fuzz.Plan(duration, LONG, OptionalLong.empty());
    }

    private static Fuzz.Plan repeating(long seed) {
        return new Fuzz.Plan(LONG, LONG, OptionalLong.of(seed));
    }

    private static long seedOf(Throwable e) {
        return Long.parseLong(e.getMessage().replaceAll("(?s).*?annals\\.fuzz\\.seed=(-?\\d+)\n.*", "$1"));
    }
}

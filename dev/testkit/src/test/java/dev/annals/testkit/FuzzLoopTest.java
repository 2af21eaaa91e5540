package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FuzzLoopTest {

    @Test
    void run_triesManyDifferentCases() throws Exception {
        // Given
        Set<Integer> seen = new HashSet<>();

        // When
        int tried = Fuzz.run("different", random -> seen.add(random.nextInt()));

        // Then
        assertThat(tried).isGreaterThan(1_000);
        assertThat(seen).hasSizeGreaterThan(tried / 2);
    }

    @Test
    void run_endsWithTheFirstFailure_andTellsTheSeedOfItsCase() {
        // Given
        AtomicLong last = new AtomicLong();

        // When, Then
        assertThatThrownBy(() -> Fuzz.run("failing", random -> {
                    last.set(random.nextLong());
                    assertThat(last.get() % 100).isNotZero();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("fuzz failing: case ")
                .hasMessageContaining("repeat it with -Dannals.fuzz.seed=")
                .satisfies(e -> assertThat(firstLong(e)).isEqualTo(last.get()));
    }

    private static long firstLong(Throwable e) {
        String seed = e.getMessage().replaceAll("(?s).*?annals\\.fuzz\\.seed=(-?\\d+).*", "$1");
        return new Random(Long.parseLong(seed)).nextLong();
    }
}

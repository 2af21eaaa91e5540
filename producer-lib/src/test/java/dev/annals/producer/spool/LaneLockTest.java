package dev.annals.producer.spool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneLockTest {

    @TempDir
    private Path lane;

    @Test
    void tryOf_opensTheFileOnce_whileAnotherCopyOfTheLibraryInThisProcessHasIt() throws IOException {
        // Given
        try (FileChannel other =
                FileChannel.open(lane.resolve(LaneLock.NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
            assertThat(LaneLock.tryOf(lane)).isNull();
            long before = openFiles();

            // When
            for (int i = 0; i < 100; i++) {
                assertThat(LaneLock.tryOf(lane)).isNull();
            }

            // Then
            assertThat(openFiles()).isLessThan(before + 50);
        }
        try (LaneLock lock = LaneLock.tryOf(lane)) {
            assertThat(lock).as("the other gave it up").isNotNull();
        }
    }

    @Test
    void isHeld_notAfterClose_andASecondCloseTakesItFromNobody() throws IOException {
        // Given
        LaneLock first = LaneLock.tryOf(lane);
        assertThat(first).isNotNull();
        assertThat(first.isHeld()).isTrue();
        first.close();
        try (LaneLock second = LaneLock.tryOf(lane)) {
            assertThat(second).isNotNull();

            // When
            first.close();

            // Then
            assertThat(first.isHeld()).isFalse();
            assertThat(second.isHeld()).isTrue();
            assertThat(LaneLock.tryOf(lane)).isNull();
        }
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}

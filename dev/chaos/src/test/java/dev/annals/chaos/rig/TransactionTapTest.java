package dev.annals.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionTapTest {

    private static final String ADVANCE = "update ingest_positions p set x where p.next_offset = w.from_offset";

    private final List<Step> seen = new ArrayList<>();
    private final CompareAndSet compareAndSet = new CompareAndSet();
    private final TransactionTap tap = new TransactionTap(seen::add, compareAndSet);

    @BeforeEach
    void begin() {
        assertThat(tap.up(new byte[] {0, 0, 0, 8, 0, 3, 0, 0}, 8)).isTrue(); // the first message has no type
        up('P', "S_1\0" + ADVANCE + "\0");
        up('P', "S_2\0COMMIT\0");
    }

    @Test
    void steps_comeInTheirOrder_eachAtItsOwnMessage() {
        assertThat(stepsAt(() -> up('B', "\0S_1\0"))).containsExactly(Step.AFTER_POLL);
        assertThat(stepsAt(() -> down('C', "UPDATE 6\0"))).containsExactly(Step.AFTER_COMPARE_AND_SET);
        assertThat(stepsAt(() -> up('d', "rows"))).containsExactly(Step.IN_COPY);
        assertThat(stepsAt(() -> down('C', "COPY 500\0"))).containsExactly(Step.AFTER_COPY);
        assertThat(stepsAt(() -> up('B', "\0S_2\0"))).containsExactly(Step.BEFORE_COMMIT);
        assertThat(stepsAt(() -> down('C', "COMMIT\0"))).containsExactly(Step.IN_COMMIT);
        assertThat(stepsAt(() -> up('S', ""))).containsExactly(Step.AFTER_COMMIT);
        assertThat(stepsAt(() -> up('S', ""))).isEmpty();
    }

    @Test
    void otherTransactions_haveNoSteps() {
        assertThat(stepsAt(() -> up('B', "\0S_2\0"))).isEmpty();
        assertThat(stepsAt(() -> down('C', "COMMIT\0"))).isEmpty();
        assertThat(stepsAt(() -> up('S', ""))).isEmpty();
    }

    @Test
    void comparison_isTakenOut_whileItIsSwitchedOff() {
        // Given
        byte[] parse = message('P', "S_3\0" + ADVANCE + "\0");

        // When
        compareAndSet.switchOff();
        tap.up(parse, parse.length);

        // Then
        assertThat(new String(parse, 5, parse.length - 5, StandardCharsets.UTF_8))
                .isEqualTo("S_3\0update ingest_positions p set x where p.next_offset = p.next_offset\0");
        assertThat(compareAndSet.switched()).isEqualTo(1);
    }

    private List<Step> stepsAt(Runnable message) {
        seen.clear();
        message.run();
        return List.copyOf(seen);
    }

    private void up(char type, String body) {
        byte[] message = message(type, body);
        tap.up(message, message.length);
    }

    private void down(char type, String body) {
        byte[] message = message(type, body);
        tap.down(message, message.length);
    }

    private static byte[] message(char type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) type)
                .putInt(4 + bytes.length)
                .put(bytes)
                .array();
    }
}

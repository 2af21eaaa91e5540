package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @Test
    void segment_isDecodedOnce_andKeepsItsPlus() throws Exception {
        // When, Then
        assertThat(PercentEncoding.decodeSegment("a%2Fb+c%2B%252F%C3%BC%F0%9D%84%9Eü;v=1%20"))
                .isEqualTo("a/b+c+%2Fü𝄞ü;v=1 ");
    }

    @Test
    void plusInAQuery_isASpace() throws Exception {
        // When, Then
        assertThat(PercentEncoding.decodeQuery("a+b%2Bc")).isEqualTo("a b+c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "a%g0", "%-1", "%ff", "%c3", "%c0%af", "%ed%a0%80", "\ufffd"})
    void text_isRefused_thatIsNoUtf8(String raw) {
        // When, Then
        assertThatThrownBy(() -> PercentEncoding.decodeSegment(raw)).isInstanceOf(CharacterCodingException.class);
    }
}

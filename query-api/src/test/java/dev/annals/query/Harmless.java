package dev.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** What every answer must be, whatever was asked: no fault of ours, and no word of SQL or of the code. */
final class Harmless {

    private static final int SHOWN = 500;

    private Harmless() {}

    static void check(RawClient.Answer answer, String asked) {
        String about = asked.length() > SHOWN ? asked.substring(0, SHOWN) + "…" : asked;
        assertThat(answer.status()).as("%s: %s", about, answer).isIn(200, 400, 404, 414, 431);
        assertThat(answer.body())
                .as(about)
                .doesNotContainIgnoringCase(
                        "sqlstate",
                        "from events e",
                        "where ",
                        "org.postgresql",
                        "syntax error",
                        "dev.annals",
                        "Exception");
        if (answer.status() != 200) {
            assertThat(answer.head()).as(about).contains("Content-Type: application/problem+json");
            assertThat(answer.body()).as(about).contains("\"detail\":\"").hasSizeLessThan(2_000);
        }
    }

    /** The one that the answer names. */
    static String parameter(RawClient.Answer answer) throws IOException {
        return Api.JSON.readTree(answer.body()).path("parameter").asText("none is named");
    }
}

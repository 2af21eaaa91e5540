package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.annals.event.ActorType;
import dev.annals.event.EventFilter;
import dev.annals.event.Severity;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parameter of a list or count: what it means, and what is said when it is wrong. */
class FilterParametersTest {

    private static final String LONG = "a".repeat(100_000);

    @Test
    void parameters_becomeTheFilter() {
        // When
        EventFilter filter = read("category=media&category=auth&type=media_item.*&type=auth.login"
                + "&exclude_type=media_item.file.*&severity=error&severity=warning&actor_type=user&actor_type=job"
                + "&actor_id=a%2Fb+c%2B&resource_type=movie&resource_id=%F0%9D%84%9E%25"
                + "&since=2026-11-23T08:00:00%2B01:00&until=2026-11-23t07:00:00.250z");

        // Then
        assertThat(filter)
                .isEqualTo(EventFilter.builder()
                        .category("media")
                        .category("auth")
                        .type("media_item.*")
                        .type("auth.login")
                        .excludeType("media_item.file.*")
                        .severity(Severity.ERROR)
                        .severity(Severity.WARNING)
                        .actorType(ActorType.USER)
                        .actorType(ActorType.JOB)
                        .actorId("a/b c+")
                        .resourceType("movie")
                        .resourceId("𝄞%")
                        .since(Instant.parse("2026-11-23T07:00:00Z"))
                        .until(Instant.parse("2026-11-23T07:00:00.250Z"))
                        .build());
    }

    @ParameterizedTest
    @CsvSource({"''", "&", "&&"})
    void noParameters_areNoCondition(String query) {
        // When, Then
        assertThat(read(query)).isEqualTo(EventFilter.ALL);
    }

    @Test
    void sinceEqualToUntil_isAllowed() {
        // When
        EventFilter filter = read("since=2026-11-23T07:00:00Z&until=2026-11-23T07:00:00Z");

        // Then
        assertThat(filter.since()).isEqualTo(filter.until());
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                // unknown, unnamed, empty
                Arguments.of("categry=media", "categry", "did you mean category?"),
                Arguments.of(
                        "actortype=user",
                        "actortype",
                        "\"actortype\" is unknown; did you mean actor_type? The parameters here are category,"),
                Arguments.of("Category=media", "Category", "did you mean category?"),
                Arguments.of(
                        "xyzzy=1",
                        "xyzzy",
                        "\"xyzzy\" is unknown; the parameters here are category, type, exclude_type"),
                Arguments.of(LONG + "=1", "a".repeat(100) + "…", "is unknown"),
                Arguments.of("=media", "", "a parameter has no name"),
                Arguments.of("category", "category", "has no value"),
                Arguments.of("category=", "category", "has no value"),
                Arguments.of("category=media&category=", "category", "has no value"),
                Arguments.of("limit=", "limit", "has no value"),
                // encoding
                Arguments.of("category=%", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=%4", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=%zz", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=%u0041", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=%ff", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=%c0%80", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=%ed%a0%80", "category", "is not percent-encoded UTF-8"),
                Arguments.of("category=\ufffd", "category", "is not percent-encoded UTF-8"),
                Arguments.of("%ff=1", "%ff", "is not percent-encoded UTF-8"),
                // values
                Arguments.of("category=Media", "category", "must be [a-z][a-z0-9_]*"),
                Arguments.of("category=%00", "category", "\\u0000"),
                Arguments.of("category=" + LONG, "category", "at most 64 characters"),
                Arguments.of("category='%3B%20drop%20table%20events", "category", "must be [a-z][a-z0-9_]*"),
                Arguments.of("type=added", "type", "must be an event type such as media_item.added"),
                Arguments.of("type=media*", "type", "must be an event type"),
                Arguments.of("type=.*", "type", "must be an event type"),
                Arguments.of("type=" + LONG + ".b", "type", "must be an event type"),
                Arguments.of("exclude_type=*", "exclude_type", "must be an event type"),
                Arguments.of("severity=ERROR", "severity", "must be info, warning or error, not \"ERROR\""),
                Arguments.of("severity=" + LONG, "severity", "must be info, warning or error"),
                Arguments.of("actor_type=robot", "actor_type", "must be user, system or job, not \"robot\""),
                Arguments.of("resource_type=a-b", "resource_type", "must be [a-z][a-z0-9_]*"),
                Arguments.of("actor_type=user&actor_id=%00", "actor_id", "holds U+0000"),
                Arguments.of("actor_type=user&actor_id=+", "actor_id", "must not be blank"),
                Arguments.of("actor_type=user&actor_id=" + LONG, "actor_id", "has 100000 characters, at most 256"),
                Arguments.of("resource_type=movie&resource_id=" + LONG, "resource_id", "at most 256"),
                // together
                Arguments.of("actor_id=u-1", "actor_id", "needs actor_type"),
                Arguments.of("resource_id=m-1", "resource_id", "needs resource_type"),
                Arguments.of("actor_type=user&actor_id=1&actor_id=2", "actor_id", "is given 2 times"),
                Arguments.of("resource_type=movie&resource_id=1&resource_id=1", "resource_id", "is given 2 times"),
                Arguments.of(
                        "since=2026-11-23T07:00:00Z&since=2026-11-23T07:00:00Z", "since", "it can be given once only"),
                Arguments.of("since=2026-11-23T07:00:01Z&until=2026-11-23T07:00:00Z", "since", "is after until"),
                Arguments.of("type=a.b&".repeat(101), "type", "is given 101 times, at most 100 are allowed"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongParameter_isNamed_andWhatWouldBeRight(String query, String parameter, String said) {
        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read(query));

        // Then
        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().parameter()).isEqualTo(parameter);
        assertThat(refused.problem().detail()).contains(said).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday",
        "2026-11-23",
        "2026-11-23T07:00:00",
        "2026-11-23 07:00:00Z",
        "2026-11-23T07:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T07:00:60Z",
        "2026-02-30T07:00:00Z",
        "2026-11-23T07:00:00.Z",
        "2026-11-23T07:00:00.0000000001Z",
        "2026-11-23T07:00:00%2B1:00",
        "2026-11-23T07:00:00%2B19:00",
        "2026-11-23T07:00:00[UTC]",
        "-5000-01-01T00:00:00Z",
        "300000-01-01T00:00:00Z",
        "%2B300000-01-01T00:00:00Z",
        "1e999",
        "100000000000000000000",
        "1764000000",
        "%00"
    })
    void time_isRefused_unlessRfc3339(String text) {
        for (String parameter : new String[] {"since", "until"}) {
            // When
            ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read(parameter + "=" + text));

            // Then
            assertThat(refused.problem().parameter()).isEqualTo(parameter);
            assertThat(refused.problem().detail())
                    .startsWith(parameter + " must be a time as in RFC 3339, with Z or an offset, such as");
        }
    }

    @Test
    void offsetWithABarePlus_isExplained() {
        // When
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> read("since=2026-11-23T08:00:00+01:00"));

        // Then
        assertThat(refused.problem().detail()).endsWith("; a + in a URL means a space, write %2B");
    }

    @ParameterizedTest
    @CsvSource({
        "0000-01-01T00:00:00Z,0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z,9999-12-31T23:59:59.999999999Z",
        "2026-11-23T07:00:00-00:00,2026-11-23T07:00:00Z",
        "2026-11-23T07:00:00.5-07:30,2026-11-23T14:30:00.5Z"
    })
    void time_isAccepted_asInRfc3339(String text, Instant time) {
        // When, Then
        assertThat(read("since=" + text).since()).isEqualTo(time);
    }

    @Test
    void path_isAFilterLikeTheParameters() {
        // When, Then
        assertThat(FilterParameters.ofResource("movie", "m/1", Parameters.parse("category=media")))
                .isEqualTo(read("category=media&resource_type=movie&resource_id=m/1"));
        assertThat(FilterParameters.ofActor("user", "u-1", Parameters.parse("category=media")))
                .isEqualTo(read("category=media&actor_type=user&actor_id=u-1"));
    }

    @ParameterizedTest
    @CsvSource({"resource_type=file", "resource_id=1", "resource_type=movie&resource_id=m-1"})
    void whatThePathSays_cannotBeSaidAgain(String query) {
        // When
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> FilterParameters.ofResource("movie", "m-1", Parameters.parse(query)));

        // Then
        assertThat(refused.problem().parameter()).isEqualTo(query.substring(0, query.indexOf('=')));
        assertThat(refused.problem().detail()).contains("is given by the path already");
    }

    @Test
    void pathThatIsWrong_isNamedLikeItsParameter() {
        // When
        ProblemException type = catchThrowableOfType(
                ProblemException.class, () -> FilterParameters.ofActor("robot", "1", Parameters.parse(null)));
        ProblemException id = catchThrowableOfType(
                ProblemException.class, () -> FilterParameters.ofResource("movie", "", Parameters.parse(null)));

        // Then
        assertThat(type.problem().parameter()).isEqualTo("actor_type");
        assertThat(id.problem().parameter()).isEqualTo("resource_id");
    }

    private static EventFilter read(String query) {
        Parameters parameters = Parameters.parse(query);
        parameters.requireKnown(PageParameters.NAMES);
        return FilterParameters.read(parameters);
    }
}

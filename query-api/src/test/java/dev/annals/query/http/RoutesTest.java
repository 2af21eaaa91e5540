package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private static final Route ANY = call -> HealthRoutes.up();

    private final Routes routes = new Routes()
            .add("/", "the root", ANY)
            .add("/v1/events", "a list", ANY)
            .add("/v1/events/count", "a count", ANY)
            .add("/v1/events/{id}", "one", ANY)
            .add("/v1/resources/{type}/{id}/events", "a list", ANY);

    @Test
    void firstRouteThatFits_wins() {
        // When, Then
        assertThat(template("/")).isEqualTo("/");
        assertThat(template("/v1/events")).isEqualTo("/v1/events");
        assertThat(template("/v1/events/count")).isEqualTo("/v1/events/count");
        assertThat(template("/v1/events/counts")).isEqualTo("/v1/events/{id}");
    }

    @Test
    void encodedSlash_separatesNothing() {
        // When
        Routes.Match match = routes.match("/v1/resources/movie/a%2Fb/events").orElseThrow();

        // Then
        assertThat(match.path()).isEqualTo(Map.of("type", "movie", "id", "a%2Fb"));
        assertThat(new Call(match.path(), Parameters.parse(null), 0, new CompletableFuture<>())
                        .path("id", "resource_id"))
                .isEqualTo("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "//",
                "/v1",
                "/v1/",
                "/V1/events",
                "/v1/events/count/",
                "/v1//events",
                "/v1/%65vents",
                "/v1/../"
            })
    void otherPaths_haveNoRoute(String path) {
        // When, Then
        assertThat(routes.match(path)).isEmpty();
    }

    private String template(String path) {
        return routes.match(path).orElseThrow().template();
    }
}

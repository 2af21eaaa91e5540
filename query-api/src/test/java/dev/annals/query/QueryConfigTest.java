package dev.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryConfigTest {

    @Test
    void emptyEnvironment_givesTheDefaults() {
        // When
        QueryConfig config = QueryConfig.from(Map.of());

        // Then
        assertThat(config)
                .isEqualTo(new QueryConfig(
                        "jdbc:postgresql://localhost:5432/annals",
                        null,
                        null,
                        false,
                        "127.0.0.1",
                        8080,
                        8,
                        Duration.ofSeconds(10),
                        32));
    }

    @Test
    void everyKey_isRead() {
        // When
        QueryConfig config = QueryConfig.from(Map.of(
                "ANNALS_API_TRUST_NETWORK", "true",
                "ANNALS_DATABASE_URL", "jdbc:postgresql://db:5433/events",
                "ANNALS_DATABASE_USER", "reader",
                "ANNALS_DATABASE_PASSWORD", "secret",
                "ANNALS_API_HOST", "0.0.0.0",
                "ANNALS_API_PORT", "0",
                "ANNALS_API_DATABASE_CONNECTIONS", "3",
                "ANNALS_API_STATEMENT_TIMEOUT", "1500ms",
                "ANNALS_API_MAX_CONCURRENT_REQUESTS", "5"));

        // Then
        assertThat(config)
                .isEqualTo(new QueryConfig(
                        "jdbc:postgresql://db:5433/events",
                        "reader",
                        "secret",
                        true,
                        "0.0.0.0",
                        0,
                        3,
                        Duration.ofMillis(1500),
                        5));
    }

    @Test
    void effectiveConfiguration_isPrintedByItsKeys_withoutSecrets() {
        // When
        String printed = QueryConfig.from(Map.of(
                        "ANNALS_DATABASE_URL",
                                "jdbc:postgresql://me:hidden1@db/events?password=hidden2&sslpassword=hidden3&ssl=true",
                        "ANNALS_DATABASE_USER", "reader",
                        "ANNALS_DATABASE_PASSWORD", "hidden4"))
                .toString();

        // Then
        assertThat(printed)
                .isEqualTo(
                        "ANNALS_DATABASE_URL=jdbc:postgresql://me:***@db/events?password=***&sslpassword=***&ssl=true"
                                + " ANNALS_DATABASE_USER=reader"
                                + " ANNALS_DATABASE_PASSWORD=***"
                                + " ANNALS_API_TRUST_NETWORK=false"
                                + " ANNALS_API_HOST=127.0.0.1"
                                + " ANNALS_API_PORT=8080"
                                + " ANNALS_API_DATABASE_CONNECTIONS=8"
                                + " ANNALS_API_STATEMENT_TIMEOUT=10000ms"
                                + " ANNALS_API_MAX_CONCURRENT_REQUESTS=32");
    }

    @ParameterizedTest
    @CsvSource({
        "ANNALS_API_PROT,did you mean ANNALS_API_PORT?",
        "ANNALS_DATABASE_PASWORD,did you mean ANNALS_DATABASE_PASSWORD?",
        "ANNALS_APIHOST,is unknown; did you mean ANNALS_API_HOST? Known are ANNALS_API_DATABASE_CONNECTIONS",
        "ANNALS_PORT,did you mean ANNALS_API_PORT?",
        "ANNALS_API_SOMETHING_ENTIRELY_ELSE,is unknown; known are ANNALS_API_DATABASE_CONNECTIONS",
        "ANNALS_COLOUR_OF_THE_SKY,is unknown; known are ANNALS_API_DATABASE_CONNECTIONS"
    })
    void unknownKey_isRefused_withTheNearest(String key, String said) {
        // When, Then
        assertThatThrownBy(() -> QueryConfig.from(Map.of(key, "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + " is unknown")
                .hasMessageContaining(said);
    }

    @Test
    void keysOfOtherServices_areLeftToThem() {
        // When
        QueryConfig config = QueryConfig.from(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS", "x", "ANNALS_WORKER_LANES", "x", "PATH", "/bin", "annals_api", "x"));

        // Then
        assertThat(config).isEqualTo(QueryConfig.from(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "ANNALS_API_PORT,65536",
        "ANNALS_API_PORT,-1",
        "ANNALS_API_PORT,http",
        "ANNALS_API_PORT,' 80'",
        "ANNALS_API_PORT,99999999999999999999",
        "ANNALS_DATABASE_URL,postgres://localhost/annals",
        "ANNALS_API_DATABASE_CONNECTIONS,0",
        "ANNALS_API_MAX_CONCURRENT_REQUESTS,0",
        "ANNALS_API_STATEMENT_TIMEOUT,10",
        "ANNALS_API_STATEMENT_TIMEOUT,0s",
        "ANNALS_API_STATEMENT_TIMEOUT,1.5s",
        "ANNALS_API_STATEMENT_TIMEOUT,61m",
        "ANNALS_API_TRUST_NETWORK,yes",
        "ANNALS_API_HOST,no-such-host.invalid"
    })
    void badValue_isRefused_namingItsKey(String key, String value) {
        // When, Then
        assertThatThrownBy(() -> QueryConfig.from(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key);
    }

    @Test
    void emptyValues_areTheDefaults() {
        // When
        QueryConfig config = QueryConfig.from(
                Map.of("ANNALS_API_PORT", "", "ANNALS_DATABASE_PASSWORD", "", "ANNALS_API_TRUST_NETWORK", " "));

        // Then
        assertThat(config).isEqualTo(QueryConfig.from(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"on,true", "true,true", "off,false", "false,false"})
    void flag_isReadInBothSpellings(String text, boolean trusted) {
        assertThat(QueryConfig.from(Map.of("ANNALS_API_TRUST_NETWORK", text)).trustNetwork())
                .isEqualTo(trusted);
    }

    @Test
    void flagThatIsNone_isToldBothSpellings() {
        assertThatThrownBy(() -> QueryConfig.from(Map.of("ANNALS_API_TRUST_NETWORK", "yes")))
                .hasMessage("ANNALS_API_TRUST_NETWORK must be on or off, or true or false, not \"yes\"");
    }

    @ParameterizedTest
    @CsvSource({
        "ANNALS_API_SERVICE_HOST,10.0.0.1",
        "ANNALS_API_SERVICE_PORT,8080",
        "ANNALS_API_SERVICE_PORT_HTTP,8080",
        "ANNALS_API_PORT_8080_TCP,tcp://10.0.0.1:8080",
        "ANNALS_API_PORT_8080_TCP_PROTO,tcp",
        "ANNALS_API_PORT_8080_TCP_ADDR,10.0.0.1",
        "ANNALS_PORT,tcp://10.0.0.1:8080"
    })
    void whatKubernetesSetsForAService_isIgnored(String key, String value) {
        assertThat(QueryConfig.from(Map.of(key, value))).isEqualTo(QueryConfig.from(Map.of()));
    }

    @Test
    void serviceLinkInThePlaceOfASetting_isRefused_withTheCause() {
        assertThatThrownBy(() -> QueryConfig.from(Map.of("ANNALS_API_PORT", "tcp://10.0.0.1:8080")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ANNALS_API_PORT must be a whole number from 0 to 65535, not \"tcp://10.0.0.1:8080\":"
                        + " Kubernetes sets this for a Service of that name; set enableServiceLinks: false in the pod's"
                        + " spec");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void host_isRefused_thatOthersCanReach(String host) {
        // When, Then
        assertThatThrownBy(() -> QueryConfig.from(Map.of("ANNALS_API_HOST", host)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ANNALS_API_HOST: " + host + " can be reached from other machines, and this API asks nobody"
                        + " who they are; use 127.0.0.1, and a proxy that authenticates in front of it; or, where nobody"
                        + " else gets at it, as in a container's own network, set ANNALS_API_TRUST_NETWORK=true");
    }
}

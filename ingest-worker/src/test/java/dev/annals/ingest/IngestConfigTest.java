package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import dev.annals.ingest.consume.GroupProtocol;
import dev.annals.ingest.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestConfigTest {

    @Test
    void from_takesTheDefaults_whenNothingIsSet() {
        assertThat(IngestConfig.from(Map.of("PATH", "/bin")))
                .isEqualTo(new IngestConfig(
                        "localhost:9092",
                        "",
                        "annals-ingest",
                        GroupProtocol.CLASSIC,
                        "jdbc:postgresql://localhost:5432/annals",
                        "",
                        "",
                        false,
                        new Retention(Duration.ofDays(90)),
                        Duration.ofHours(1),
                        "127.0.0.1",
                        8081,
                        2,
                        5_000,
                        8 * 1024 * 1024,
                        true,
                        Path.of(System.getProperty("java.io.tmpdir"), "annals-state-" + new UnixSystem().getUid())));
    }

    @Test
    void stateDirectory_isTheUsersOwn_byDefault(@TempDir Path home) {
        assertThat(stateDirectory(Map.of("HOME", home.toString()))).isEqualTo(home.resolve(".local/state/annals"));
        assertThat(stateDirectory(Map.of("HOME", home.toString(), "XDG_STATE_HOME", "/var/states")))
                .isEqualTo(Path.of("/var/states/annals"));
        assertThat(stateDirectory(Map.of("HOME", home.toString(), "XDG_STATE_HOME", "states")))
                .isEqualTo(home.resolve(".local/state/annals"));
        assertThat(stateDirectory(Map.of("HOME", home.resolve("nowhere").toString())))
                .isEqualTo(stateDirectory(Map.of()));
    }

    private static Path stateDirectory(Map<String, String> environment) {
        return IngestConfig.from(environment).stateDirectory();
    }

    @Test
    void from_takesEveryKey() {
        Map<String, String> environment = new HashMap<>();
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", "k1:9092,k2:9092");
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", "staging.");
        environment.put("ANNALS_WORKER_GROUP_ID", "g");
        environment.put("ANNALS_WORKER_GROUP_PROTOCOL", "consumer");
        environment.put("ANNALS_DATABASE_URL", "jdbc:postgresql://db/a");
        environment.put("ANNALS_DATABASE_USER", "u");
        environment.put("ANNALS_DATABASE_PASSWORD", "secret");
        environment.put("ANNALS_WORKER_UNSAFE_DATABASE", "true");
        environment.put("ANNALS_WORKER_RETENTION", "never");
        environment.put("ANNALS_WORKER_RETENTION_EVERY", "1w");
        environment.put("ANNALS_WORKER_HTTP_HOST", "0.0.0.0");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_LANES", "3");
        environment.put("ANNALS_WORKER_BATCH_MAX_EVENTS", "10");
        environment.put("ANNALS_WORKER_BATCH_MAX_BYTES", "4096");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_STATE_DIR", "/var/lib/annals");
        environment.put("ANNALS_API_PORT", "another service's");

        assertThat(IngestConfig.from(environment))
                .isEqualTo(new IngestConfig(
                        "k1:9092,k2:9092",
                        "staging.",
                        "g",
                        GroupProtocol.CONSUMER,
                        "jdbc:postgresql://db/a",
                        "u",
                        "secret",
                        true,
                        Retention.NEVER,
                        Duration.ofDays(7),
                        "0.0.0.0",
                        0,
                        3,
                        10,
                        4096,
                        false,
                        Path.of("/var/lib/annals")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ANNALS_WORKER_HTP_PORT | 1 | there is no setting ANNALS_WORKER_HTP_PORT; did you mean ANNALS_WORKER_HTTP_PORT?",
                "ANNALS_KAFKA_BOOTSTRAP | k | there is no setting ANNALS_KAFKA_BOOTSTRAP; did you mean ANNALS_KAFKA_BOOTSTRAP_SERVERS?",
                "ANNALS_WROKER_HTTP_PORT | 1 | there is no setting ANNALS_WROKER_HTTP_PORT; did you mean ANNALS_WORKER_HTTP_PORT?",
                "ANNALS_DATABASE_URL | postgres://db/a | ANNALS_DATABASE_URL must begin with jdbc:postgresql:, such as jdbc:postgresql://localhost:5432/annals",
                "ANNALS_WORKER_HTTP_PORT | 65536 | ANNALS_WORKER_HTTP_PORT must be a whole number from 0 to 65535, not \"65536\"",
                "ANNALS_WORKER_LANES | 0 | ANNALS_WORKER_LANES must be a whole number from 1 to 64, not \"0\"",
                "ANNALS_WORKER_LANES | 65 | ANNALS_WORKER_LANES must be a whole number from 1 to 64, not \"65\"",
                "ANNALS_WORKER_BATCH_MAX_EVENTS | many | ANNALS_WORKER_BATCH_MAX_EVENTS must be a whole number from 1 to 100000, not \"many\"",
                "ANNALS_WORKER_GROUP_PROTOCOL | newest | ANNALS_WORKER_GROUP_PROTOCOL must be classic or consumer, not \"newest\"",
                "ANNALS_WORKER_ACTIVITY | no | ANNALS_WORKER_ACTIVITY must be on or off, or true or false, not \"no\"",
                "ANNALS_WORKER_RETENTION | 3m | ANNALS_WORKER_RETENTION must be hours, days or weeks such as 12h, 90d or 52w, or never, not \"3m\"",
                "ANNALS_WORKER_RETENTION_EVERY | never | ANNALS_WORKER_RETENTION_EVERY must be hours, days or weeks such as 12h, 30d or 52w, not \"never\"",
                "ANNALS_WORKER_UNSAFE_DATABASE | perhaps | ANNALS_WORKER_UNSAFE_DATABASE must be on or off, or true or false, not \"perhaps\"",
            })
    void from_refuses(String key, String value, String message) {
        assertThatThrownBy(() -> IngestConfig.from(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"on,true", "true,true", "'',true", "off,false", "false,false"})
    void flag_isReadInBothSpellings_andEmptyIsTheDefault(String text, boolean activity) {
        assertThat(IngestConfig.from(Map.of("ANNALS_WORKER_ACTIVITY", text)).activity())
                .isEqualTo(activity);
    }

    @Test
    void from_ignoresWhatKubernetesSetsForAService() {
        // Given
        Map<String, String> links = new HashMap<>();
        for (String service : List.of("ANNALS", "ANNALS_WORKER", "ANNALS_API")) {
            links.put(service + "_SERVICE_HOST", "10.0.0.1");
            links.put(service + "_SERVICE_PORT", "8081");
            links.put(service + "_SERVICE_PORT_HTTP", "8081");
            links.put(service + "_PORT", "tcp://10.0.0.1:8081");
            links.put(service + "_PORT_8081_TCP", "tcp://10.0.0.1:8081");
            links.put(service + "_PORT_8081_TCP_PROTO", "tcp");
            links.put(service + "_PORT_8081_TCP_PORT", "8081");
            links.put(service + "_PORT_8081_TCP_ADDR", "10.0.0.1");
        }

        // When, Then
        assertThat(IngestConfig.from(links)).isEqualTo(IngestConfig.from(Map.of()));
    }

    @Test
    void from_namesTheCause_whenAServiceLinkTakesTheNameOfASetting() {
        assertThatThrownBy(() -> IngestConfig.from(Map.of("ANNALS_WORKER_HTTP_PORT", "tcp://10.0.0.1:8081")))
                .hasMessage("ANNALS_WORKER_HTTP_PORT must be a whole number from 0 to 65535, not"
                        + " \"tcp://10.0.0.1:8081\": Kubernetes sets this for a Service of that name; set"
                        + " enableServiceLinks: false in the pod's spec");
    }

    @Test
    void from_listsEverythingThatIsWrong() {
        assertThatThrownBy(() -> IngestConfig.from(Map.of("ANNALS_WORKER_HTTP_PORT", "x", "ANNALS_DATABASE_URI", "y")))
                .hasMessageContaining("ANNALS_WORKER_HTTP_PORT")
                .hasMessageContaining("did you mean ANNALS_DATABASE_URL?");
    }

    @Test
    void toString_showsNoSecret() {
        IngestConfig config = IngestConfig.from(Map.of(
                "ANNALS_DATABASE_PASSWORD",
                "hunter2",
                "ANNALS_DATABASE_URL",
                "jdbc:postgresql://db/a?user=u&password=hunter3&ssl=true",
                "ANNALS_WORKER_STATE_DIR",
                "/var/lib/annals"));

        assertThat(config)
                .hasToString("ANNALS_KAFKA_BOOTSTRAP_SERVERS=localhost:9092 ANNALS_KAFKA_TOPIC_PREFIX=(not set)"
                        + " ANNALS_DATABASE_URL=jdbc:postgresql://db/a?user=u&password=***&ssl=true"
                        + " ANNALS_DATABASE_USER=(not set) ANNALS_DATABASE_PASSWORD=*** ANNALS_WORKER_UNSAFE_DATABASE=off"
                        + " ANNALS_WORKER_GROUP_ID=annals-ingest ANNALS_WORKER_GROUP_PROTOCOL=classic"
                        + " ANNALS_WORKER_RETENTION=90d"
                        + " ANNALS_WORKER_RETENTION_EVERY=1h ANNALS_WORKER_HTTP_HOST=127.0.0.1"
                        + " ANNALS_WORKER_HTTP_PORT=8081 ANNALS_WORKER_LANES=2"
                        + " ANNALS_WORKER_BATCH_MAX_EVENTS=5000 ANNALS_WORKER_BATCH_MAX_BYTES=8388608"
                        + " ANNALS_WORKER_ACTIVITY=on ANNALS_WORKER_STATE_DIR=/var/lib/annals");
    }
}

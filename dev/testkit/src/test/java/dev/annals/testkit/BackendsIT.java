package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class BackendsIT {
    private final Backends backends = Backends.shared();

    @Test
    void shared_isOnePerJvm() {
        assertThat(Backends.shared()).isSameAs(backends);
        assertThat(backends.kind()).isIn("containers", "embedded");
    }

    @Test
    void newDatabase_isEmptyAndOfItsOwn() throws Exception {
        String first = backends.newDatabase("backends_it");
        String second = backends.newDatabase("backends_it");

        assertThat(first).isNotEqualTo(second);
        for (String url : new String[] {first, second}) {
            try (var connection = DriverManager.getConnection(url)) {
                connection.createStatement().execute("create table mine ()");
                assertThat(connection.getCatalog()).startsWith("backends_it_");
            }
        }
    }

    @Test
    void newDatabase_refusesAPrefix_thatIsNoName() {
        assertThatThrownBy(() -> backends.newDatabase("x; drop")).hasMessageContaining("'x; drop' does not match");
    }

    @Test
    void kafka_answers() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", backends.bootstrapServers()))) {
            assertThat(admin.describeCluster().nodes().get(20, TimeUnit.SECONDS))
                    .hasSize(1);
        }
    }
}

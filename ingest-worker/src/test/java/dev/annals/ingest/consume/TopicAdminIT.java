package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** The topic that is made where there is none, on a real Kafka. */
class TopicAdminIT {

    private final String topic = "t" + UUID.randomUUID();
    private final Properties properties = new Properties();

    @Test
    void topic_isStampedByTheBroker_andKeepsARecordForEightDaysAtMost() {
        // Given
        properties.put("bootstrap.servers", Backends.shared().bootstrapServers());
        try (TopicAdmin topicAdmin = new TopicAdmin(properties, topic);
                Admin admin = Admin.create(properties)) {
            // When
            topicAdmin.ensureExists();

            // Then
            Eventually.succeeds(() -> {
                Config config = config(admin);
                assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
                assertThat(days(config, "retention.ms") + days(config, "segment.ms"))
                        .isEqualTo(8);
            });
        }
    }

    private Config config(Admin admin) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).values().get(resource).get();
    }

    private static long days(Config config, String name) {
        return Duration.ofMillis(Long.parseLong(config.get(name).value())).toDays();
    }
}

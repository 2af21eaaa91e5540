package dev.annals.command;

import dev.annals.allinone.AllInOne;
import java.nio.file.Path;

/** What the demo prints once it runs: where everything is, and lines to copy into another terminal. */
record Welcome(AllInOne all, Path data, String fate) {

    private static final String USUAL_KAFKA = "127.0.0.1:9092";

    String text() {
        return """

                Annals is running.

                  API         %1$s/v1/events
                  worker      %2$s/health/ready and /metrics
                  Kafka       %3$s, topic events
                  PostgreSQL  %4$s
                  data        %5$s (%6$s)

                Try, in another terminal:

                  curl '%1$s/v1/events?limit=3'
                  curl '%1$s/v1/events?category=playback&severity=error&limit=3'
                  %7$s git-history . | %7$s publish%8$s
                  %7$s tail --severity error%8$s
                  %9$sANNALS_DATABASE_URL='%4$s' %7$s retention --older-than 30d --dry-run

                Ctrl-C ends it.
                """.formatted(
                        all.apiUri(),
                        all.workerUri(),
                        all.bootstrapServers(),
                        all.jdbcUrl(),
                        data,
                        fate,
                        command(),
                        destination(),
                        kafkaSetting());
    }

    /** As the user called it, fit for a shell. */
    private static String command() {
        String command = System.getProperty("annals.command", "./annals");
        return command.matches("[\\w./~+-]+") ? command : "'" + command.replace("'", "'\\''") + "'";
    }

    private String destination() {
        return isUsualKafka() ? "" : " --bootstrap-servers " + all.bootstrapServers();
    }

    /** Retention publishes what it did. */
    private String kafkaSetting() {
        return isUsualKafka() ? "" : "ANNALS_KAFKA_BOOTSTRAP_SERVERS=" + all.bootstrapServers() + " ";
    }

    private boolean isUsualKafka() {
        return all.bootstrapServers().equals(USUAL_KAFKA);
    }
}

package dev.annals.command;

import dev.annals.ingest.IngestMain;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code annals worker} */
@Command(
        name = "worker",
        header = "Run a worker: stores what is on the topic in PostgreSQL.",
        description = {
            "Needs Kafka and a PostgreSQL database that it may make tables in; waits for both. It makes the topic where"
                    + " there is none. Several workers share the topic's partitions.",
            "",
            "Configured by ANNALS_KAFKA_*, ANNALS_DATABASE_* and ANNALS_WORKER_*, all listed in docs/OPERATIONS.md; what"
                    + " it uses is printed at the start. Health and metrics: http://127.0.0.1:8081/health/ready, /metrics.",
            "",
            "Ctrl-C or SIGTERM end it after the batch in hand, with the status of the signal (130, 143); 2 if the"
                    + " configuration is wrong, 1 if it cannot start.",
        },
        footer = {"", "Example: ANNALS_DATABASE_URL=jdbc:postgresql://localhost:5432/annals ./annals worker"})
final class WorkerCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException {
        Services.logWhatTheyDo();
        IngestMain.main(new String[0]);
        return ExitStatus.OK;
    }
}

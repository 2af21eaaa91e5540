package dev.annals.ingest;

/**
 * Runs one worker, configured by {@code ANNALS_*}, until the process is told to stop; with arguments, the command they
 * name instead.
 */
public final class IngestMain {

    private IngestMain() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            System.exit(WorkerCommands.run(System.getenv(), System.out, System.err, args));
        }
        IngestConfig config;
        try {
            config = IngestConfig.from(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("annals worker: " + e.getMessage());
            System.exit(2);
            return;
        }
        IngestWorker worker;
        try {
            worker = IngestWorker.start(config);
        } catch (IllegalStateException e) {
            System.err.println("annals worker: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "annals-worker-stop"));
        Thread.currentThread().join();
    }
}

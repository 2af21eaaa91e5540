package dev.annals.query;

import dev.annals.query.search.DatabaseUnavailableException;
import dev.annals.query.search.SchemaException;
import java.io.UncheckedIOException;

/** Runs the query API, configured by {@code ANNALS_*}, until the process is told to stop. */
public final class QueryMain {

    private static final int CANNOT_START = 1;
    private static final int BAD_CONFIGURATION = 2;

    private QueryMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            QueryApi api = QueryApi.start(QueryConfig.from(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(api::close, "annals-api-stop"));
        } catch (ConfigException e) {
            exit(BAD_CONFIGURATION, e);
        } catch (SchemaException | DatabaseUnavailableException | UncheckedIOException | IllegalStateException e) {
            exit(CANNOT_START, e);
        }
        Thread.currentThread().join();
    }

    private static void exit(int status, RuntimeException e) {
        System.err.println("annals query API: " + e.getMessage());
        System.exit(status);
    }
}

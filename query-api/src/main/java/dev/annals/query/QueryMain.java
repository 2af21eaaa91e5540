package dev.annals.query;

import dev.annals.query.search.DatabaseBusyException;
import dev.annals.query.search.DatabaseUnavailableException;
import dev.annals.query.search.SchemaException;
import java.io.UncheckedIOException;
import java.util.Set;

/** Runs the query API, configured by {@code ANNALS_*}, until the process is told to stop. */
public final class QueryMain {

    private static final Set<String> HELP = Set.of("--help", "-h");
    private static final int CANNOT_START = 1;
    private static final int BAD_CONFIGURATION = 2;

    private QueryMain() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            System.exit(answer(args[0]));
        }
        try {
            QueryApi api = QueryApi.start(QueryConfig.from(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(api::close, "annals-api-stop"));
        } catch (ConfigException e) {
            exit(BAD_CONFIGURATION, e);
        } catch (SchemaException
                | DatabaseUnavailableException
                | DatabaseBusyException
                | UncheckedIOException
                | IllegalStateException e) {
            exit(CANNOT_START, e);
        }
        Thread.currentThread().join();
    }

    /** It takes no arguments but the question for help; returns the exit status. */
    private static int answer(String argument) {
        if (HELP.contains(argument)) {
            System.out.println("""
                    Answers searches over HTTP until it is told to stop. It takes no arguments: it is configured by the
                    environment, ANNALS_DATABASE_* and ANNALS_API_*, all listed in docs/OPERATIONS.md, and prints what it
                    uses at the start.""");
            return 0;
        }
        System.err.println("annals query API: there is no argument \"" + argument
                + "\"; it takes none, and is configured by ANNALS_DATABASE_* and ANNALS_API_*; --help says more");
        return BAD_CONFIGURATION;
    }

    private static void exit(int status, RuntimeException e) {
        System.err.println("annals query API: " + e.getMessage());
        System.exit(status);
    }
}

package dev.annals.command;

import dev.annals.query.QueryMain;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code annals api} */
@Command(
        name = "api",
        header = "Run the query API: answers searches over HTTP.",
        description = {
            "Needs the PostgreSQL database of a worker, which makes the tables, with a role that may read.",
            "",
            "Configured by ANNALS_DATABASE_* and ANNALS_API_*, all listed in docs/OPERATIONS.md; what it uses is printed"
                    + " at the start. Answers on http://127.0.0.1:8080.",
            "",
            "Ctrl-C or SIGTERM end it after the requests under way, with the status of the signal (130, 143); 2 if the"
                    + " configuration is wrong, 1 if it cannot start.",
        },
        footer = {"", "Example: ANNALS_DATABASE_URL=jdbc:postgresql://localhost:5432/annals ./annals api"})
final class ApiCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException {
        Services.logWhatTheyDo();
        QueryMain.main(new String[0]);
        return ExitStatus.OK;
    }
}

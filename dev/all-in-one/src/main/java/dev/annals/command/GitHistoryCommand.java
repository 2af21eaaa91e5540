package dev.annals.command;

import dev.annals.command.git.GitProblemException;
import dev.annals.command.git.GitRepository;
import dev.annals.event.EventJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code annals git-history DIR} */
@Command(
        name = "git-history",
        header = "Print a git repository's history as events, one JSON object a line.",
        description = {
            "One event per file changed per commit of the branch that is checked out, merges left out, oldest first:"
                    + " the changes that `git log --no-merges --name-status` shows.",
            "",
            "category  git",
            "type      file.added, file.modified, file.deleted, file.renamed, file.copied or file.type_changed",
            "actor     user: the author's e-mail address, or the name where there is none",
            "resource  file: the path, after a rename the new one (metadata.old_path has the old)",
            "time      the author's date; the committer's where that is before 1970 or in the future"
                    + " (metadata.time_from says so)",
            "metadata  commit, subject, author_name, author_email, status",
            "",
            "The id is made of time, commit and path: publishing the same history again adds nothing.",
            "Bytes of names that are not UTF-8 are written as \\xE9. A path of more than 256 characters is shortened"
                    + " with a hash in its place; metadata.path has all of it.",
        },
        footer = {"", "Example: ./annals git-history . | ./annals publish"})
final class GitHistoryCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(paramLabel = "DIR", description = "a directory of the repository, or a bare repository")
    private Path directory = Path.of(".");

    GitHistoryCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws UsageProblemException, IOException {
        try {
            return print(GitRepository.at(directory));
        } catch (GitProblemException e) {
            throw new UsageProblemException(e.getMessage());
        } catch (ClosedPipeException e) {
            return ExitStatus.CLOSED_PIPE;
        }
    }

    private int print(GitRepository repository) throws GitProblemException, IOException {
        if (!repository.hasCommits()) {
            streams.err().println("annals: " + directory + " has no commits yet");
            return ExitStatus.OK;
        }
        if (repository.isShallow()) {
            streams.err()
                    .println("annals: " + directory + " is a shallow clone: its oldest commits seem to add every"
                            + " file; `git fetch --unshallow` gets the whole history");
        }
        try (OutputStream out = new BufferedOutputStream(new PipeOutput(streams.out()), 64 * 1024)) {
            repository.history(Clock.systemUTC(), event -> {
                out.write(EventJson.encode(event));
                out.write('\n');
            });
        }
        return ExitStatus.OK;
    }
}

package dev.annals.command.git;

import dev.annals.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A git repository, read by the git that is installed. Single-threaded. */
public final class GitRepository {

    private final Git git;

    private GitRepository(Git git) {
        this.git = git;
    }

    /** Any directory of it will do: the history is always that of the whole repository. */
    public static GitRepository at(Path directory) throws GitProblemException, IOException {
        if (!Files.isDirectory(directory)) {
            throw new GitProblemException(
                    directory + (Files.exists(directory) ? " is not a directory" : " does not exist"));
        }
        Git git = new Git(directory);
        Git.Answer answer = git.ask("rev-parse", "--git-dir");
        if (answer.status() != 0) {
            throw new GitProblemException(
                    directory + " cannot be read as a git repository; git says: " + answer.said());
        }
        return new GitRepository(git);
    }

    /** Whether the branch that is checked out has any. */
    public boolean hasCommits() throws GitProblemException, IOException {
        return git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").status() == 0;
    }

    /** Whether the history was cut when it was cloned: its oldest commits then seem to add every file. */
    public boolean isShallow() throws GitProblemException, IOException {
        return git.ask("rev-parse", "--is-shallow-repository").said().equals("true");
    }

    /** What is told the events, oldest first. */
    @FunctionalInterface
    public interface Listener {
        void event(Event event) throws IOException;
    }

    /** Tells every change of every commit that is no merge; holds one commit at a time, however long the history. */
    public void history(Clock clock, Listener listener) throws GitProblemException, IOException {
        ChangeEvents events = new ChangeEvents(clock);
        try (Git.Log log = git.log()) {
            GitLogReader changes = new GitLogReader(log.output());
            FileChange change;
            while ((change = changes.next()) != null) {
                listener.event(events.eventOf(change));
            }
            log.requireSuccess();
        }
    }
}

package dev.annals.command.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs git on one directory. Nothing that a user can configure changes what it prints, so that the same history is
 * the same text everywhere; that somebody else's directory is safe stays the user's to configure.
 */
final class Git {

    /** Set where git runs one of its hooks: they would win over the directory asked for. */
    private static final List<String> OF_ANOTHER_REPOSITORY = List.of(
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_COMMON_DIR",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_NAMESPACE",
            "GIT_PREFIX");

    /** As git has it when nothing is configured. */
    private static final List<String> UNCONFIGURED = List.of(
            "--no-pager",
            "-c",
            "log.showSignature=false",
            "-c",
            "log.showRoot=true",
            "-c",
            "diff.renames=true",
            "-c",
            "diff.renameLimit=1000",
            "-c",
            "diff.relative=false");

    private static final List<String> LOG = List.of(
            "log",
            "--no-merges",
            "--reverse",
            "--name-status",
            "-z",
            "-M",
            "--no-color",
            "--ignore-submodules=none",
            "--encoding=UTF-8",
            "--format=" + Commit.FORMAT,
            "HEAD",
            "--");

    private final Path directory;

    Git(Path directory) {
        this.directory = directory;
    }

    /** What a short command printed, errors included, without white space around it. */
    record Answer(int status, String said) {}

    Answer ask(String... arguments) throws GitProblemException, IOException {
        Process process = start(command(List.of(arguments)).redirectErrorStream(true));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Answer(await(process), said);
    }

    /** What goes wrong, git tells the user itself, on standard error. */
    Log log() throws GitProblemException, IOException {
        return new Log(start(command(LOG).redirectError(Redirect.INHERIT)));
    }

    private ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(UNCONFIGURED);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        OF_ANOTHER_REPOSITORY.forEach(builder.environment()::remove);
        return builder;
    }

    private static Process start(ProcessBuilder builder) throws GitProblemException, IOException {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new GitProblemException(
                    "git cannot be run: install it, or put it on the PATH (" + e.getMessage() + ")");
        }
    }

    private static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while git was running");
        }
    }

    /** A {@code git log} on its way. Closing it early stops git. */
    static final class Log implements AutoCloseable {

        private final Process process;
        private final Thread stopper;

        private Log(Process process) {
            this.process = process;
            this.stopper = new Thread(process::destroy, "annals-git-stopper");
            Runtime.getRuntime().addShutdownHook(stopper);
        }

        InputStream output() {
            return process.getInputStream();
        }

        /** After the last byte was read. */
        void requireSuccess() throws IOException {
            int status = await(process);
            if (status != 0) {
                throw new IOException("git log ended with status " + status + ": what was printed is not all");
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                Runtime.getRuntime().removeShutdownHook(stopper);
            } catch (IllegalStateException shuttingDown) {
                // then it has run, or will
            }
        }
    }
}

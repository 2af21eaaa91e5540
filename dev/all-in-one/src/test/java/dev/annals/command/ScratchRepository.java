package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A git repository to write a history into, by its own author and with dates of its own. */
record ScratchRepository(Path directory) {

    private static final Map<String, String> IDENTITY = Map.of(
            "GIT_AUTHOR_NAME", "Ada Lovelace",
            "GIT_AUTHOR_EMAIL", "ada@example.com",
            "GIT_COMMITTER_NAME", "Ben",
            "GIT_COMMITTER_EMAIL", "ben@example.com");

    static ScratchRepository in(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        ScratchRepository repository = new ScratchRepository(directory);
        repository.git("init", "--quiet", "--initial-branch=main");
        return repository;
    }

    void write(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    /** Everything as it is in the directory. */
    void commit(String message, String authorDate) throws IOException, InterruptedException {
        git("add", "--all");
        git(Map.of("GIT_AUTHOR_DATE", authorDate), "commit", "--quiet", "--allow-empty", "--message", message);
    }

    /** What git prints. */
    String git(String... arguments) throws IOException, InterruptedException {
        return git(Map.of(), arguments);
    }

    private String git(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(IDENTITY);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        return said;
    }
}

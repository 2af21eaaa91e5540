package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHistoryIT {

    @TempDir
    private Path temporary;

    @Test
    void history_isOneValidEventPerFileChangedPerCommit_oldestFirst() throws Exception {
        // Given
        ScratchRepository repository = repositoryWithAHistory();

        // When
        Annals run = Annals.run("git-history", repository.directory().toString());

        // Then
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        List<Event> events = events(run);
        assertThat(events)
                .extracting(event -> event.type() + " " + event.resource().id() + " " + event.insertedAt())
                .containsExactly(
                        "file.added a \"quoted\"\nname.txt 2019-05-01T10:00:00Z",
                        "file.added docs/Übersicht 日本.md 2019-05-01T10:00:00Z",
                        "file.modified docs/Übersicht 日本.md 2020-05-01T08:00:00Z",
                        "file.renamed moved.txt 2021-05-01T10:00:00Z",
                        "file.deleted docs/Übersicht 日本.md 2022-05-01T10:00:00Z");
        assertThat(events).extracting(Event::actor).containsOnly(Actor.user("ada@example.com"));
        assertThat(events.get(3).metadata().json())
                .contains("\"old_path\":\"a \\\"quoted\\\"\\nname.txt\"")
                .contains("\"status\":\"R100\"")
                .contains("\"subject\":\"Move it\"");
    }

    @Test
    void history_agreesWithGitLog_whateverTheUserConfigured() throws Exception {
        // Given
        ScratchRepository repository = repositoryWithAHistory();
        Annals before = Annals.run("git-history", repository.directory().toString());
        String plain = repository.git("-c", "core.quotePath=false", "log", "--no-merges", "--name-status", "--format=");
        for (String setting : List.of(
                "diff.renames=false",
                "log.showRoot=false",
                "log.showSignature=true",
                "color.ui=always",
                "diff.relative=true",
                "diff.renameLimit=1",
                "core.quotePath=true",
                "format.pretty=oneline",
                "i18n.logOutputEncoding=ISO-8859-1",
                "log.follow=true",
                "log.date=relative",
                "diff.noprefix=true")) {
            String[] parts = setting.split("=");
            repository.git("config", parts[0], parts[1]);
        }

        // When
        Annals run =
                Annals.run("git-history", repository.directory().resolve("docs").toString());

        // Then
        assertThat(run).isEqualTo(before);
        assertThat(events(run))
                .hasSize((int) plain.lines().filter(line -> !line.isBlank()).count());
        assertThat(plain).contains("D\tdocs/Übersicht 日本.md");
    }

    @Test
    void secondRun_printsTheSame() throws Exception {
        // Given
        ScratchRepository repository = repositoryWithAHistory();

        // When
        Annals first = Annals.run("git-history", repository.directory().toString());
        Annals second = Annals.run("git-history", repository.directory().toString());

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(events(first)).extracting(Event::id).doesNotHaveDuplicates();
    }

    @Test
    void strangeDatesAndNames_areStillEvents() throws Exception {
        // Given
        ScratchRepository repository = ScratchRepository.in(temporary.resolve("strange"));
        repository.write("a", "a");
        repository.commit("an ordinary one", "2019-05-01T10:00:00Z");
        String tree = repository.git("rev-parse", "HEAD^{tree}").strip();
        Path file = temporary.resolve("commit");
        Files.write(
                file,
                ("tree " + tree
                                + "\nauthor Andr\u00e9 <> -5 +0000\ncommitter C <c@x> 99999999999999 +0000\n\nOld \u00e9\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        String commit = repository.git("hash-object", "-t", "commit", "-w", "--literally", file.toString());
        repository.git("update-ref", "HEAD", commit.strip());

        // When
        Annals run = Annals.run("git-history", repository.directory().toString());

        // Then
        assertThat(run.status()).isZero();
        assertThat(events(run)).hasSize(1);
        Event event = events(run).get(0);
        assertThat(event.insertedAt()).isEqualTo(Instant.EPOCH);
        assertThat(event.actor()).isEqualTo(Actor.user("Andr\\xE9"));
        assertThat(event.metadata().json()).contains("\"subject\":\"Old \\\\xE9\"");
    }

    @Test
    void repositoryWithoutCommits_printsNothing() throws Exception {
        // Given
        ScratchRepository repository = ScratchRepository.in(temporary.resolve("empty"));

        // When
        Annals run = Annals.run("git-history", repository.directory().toString());

        // Then
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("has no commits yet");
    }

    @Test
    void shallowClone_isWarnedOf_bareCloneIsLikeAnyOther() throws Exception {
        // Given
        ScratchRepository repository = repositoryWithAHistory();
        String origin = repository.directory().toUri().toString();
        repository.git(
                "clone",
                "--quiet",
                "--depth=1",
                origin,
                temporary.resolve("shallow").toString());
        repository.git(
                "clone", "--quiet", "--bare", origin, temporary.resolve("bare").toString());

        // When
        Annals shallow = Annals.run("git-history", temporary.resolve("shallow").toString());
        Annals bare = Annals.run("git-history", temporary.resolve("bare").toString());

        // Then
        assertThat(shallow.err()).contains("is a shallow clone");
        assertThat(events(shallow)).extracting(Event::type).containsExactly("file.added");
        assertThat(bare)
                .isEqualTo(Annals.run("git-history", repository.directory().toString()));
    }

    private ScratchRepository repositoryWithAHistory() throws Exception {
        ScratchRepository repository = ScratchRepository.in(temporary.resolve("a repository"));
        repository.write("a \"quoted\"\nname.txt", "some text that is long enough to be recognised\n");
        repository.write("docs/Übersicht 日本.md", "one\n");
        repository.commit("First", "2019-05-01T10:00:00Z");
        repository.write("docs/Übersicht 日本.md", "two\n");
        repository.commit("Second", "2020-05-01T10:00:00+02:00");
        repository.commit("Nothing at all", "2020-06-01T10:00:00Z");
        repository.git("mv", "a \"quoted\"\nname.txt", "moved.txt");
        repository.commit("Move it", "2021-05-01T10:00:00Z");
        repository.git("rm", "--quiet", "docs/Übersicht 日本.md");
        repository.commit("Delete it", "2022-05-01T10:00:00Z");
        Files.createDirectories(repository.directory().resolve("docs"));
        return repository;
    }

    private static List<Event> events(Annals run) {
        return run.out()
                .lines()
                .map(line -> EventJson.decodeDraft(line.getBytes(StandardCharsets.UTF_8))
                        .toEvent())
                .toList();
    }
}

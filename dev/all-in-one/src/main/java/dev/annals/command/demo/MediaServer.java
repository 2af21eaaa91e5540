package dev.annals.command.demo;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * A media server that does not exist: people log in, watch, add and rate films; jobs scan libraries; disks fill and
 * transcoders fail. It plays one scene after another, and a scene's later events come when their time comes.
 *
 * <p>The same random numbers give the same activity. Single-threaded.
 */
public final class MediaServer {

    private static final List<String> USERS =
            List.of("ada", "ben", "chloe", "diego", "emi", "farid", "greta", "hugo", "ines", "jonas");
    private static final List<String> DEVICES = List.of("television", "phone", "tablet", "browser", "game console");
    private static final List<String> LIBRARIES = List.of("movies", "series", "documentaries", "home videos");
    private static final Actor SCANNER = Actor.job("library-scan");
    private static final Actor SERVER = Actor.system("media-server");

    private final RandomGenerator random;
    private final PriorityQueue<Happening> coming = new PriorityQueue<>(Comparator.comparing(Happening::at));

    /** What happens at a time. */
    private record Happening(Instant at, EventDraft draft) {}

    public MediaServer(RandomGenerator random) {
        this.random = random;
    }

    /** A new scene begins at that time. */
    public void begin(Instant at) {
        int scene = random.nextInt(100);
        if (scene < 45) {
            watching(at);
        } else if (scene < 62) {
            logIn(at);
        } else if (scene < 74) {
            adding(at);
        } else if (scene < 84) {
            rating(at);
        } else if (scene < 92) {
            scanning(at);
        } else {
            trouble(at);
        }
    }

    /** What has happened until then and was not told before, oldest first, each with its time. */
    public List<EventDraft> until(Instant now) {
        List<EventDraft> drafts = new ArrayList<>();
        for (Happening next = coming.peek(); next != null && !next.at().isAfter(now); next = coming.peek()) {
            coming.remove();
            drafts.add(next.draft().insertedAt(next.at()));
        }
        return drafts;
    }

    private void watching(Instant at) {
        Actor user = user();
        Title title = any(Title.ALL);
        Map<String, Object> where = Map.of("title", title.name(), "device", any(DEVICES));
        happens(at, playback("started", title, user).metadata(where));
        Duration length = Duration.ofMinutes(title.minutes());
        switch (random.nextInt(6)) {
            case 0 ->
                happens(
                        at.plus(length.dividedBy(5)),
                        playback("stopped", title, user).metadata(where));
            case 1 -> {
                Instant pause = at.plus(length.dividedBy(3));
                happens(pause, playback("paused", title, user).metadata(where));
                happens(
                        pause.plus(minutes(2, 20)),
                        playback("resumed", title, user).metadata(where));
            }
            case 2 ->
                happens(
                        at.plusSeconds(3),
                        Event.draft("playback", "transcode.failed")
                                .actor(SERVER)
                                .resource(title.kind(), title.id())
                                .severity(Severity.ERROR)
                                .metadata(
                                        Map.of("title", title.name(), "reason", "the encoder ended with status 187")));
            default ->
                happens(at.plus(length), playback("finished", title, user).metadata(where));
        }
    }

    private void logIn(Instant at) {
        Actor user = user();
        String device = any(DEVICES);
        if (random.nextInt(5) == 0) {
            happens(
                    at,
                    Event.draft("auth", "user.login_failed")
                            .actor(user)
                            .severity(Severity.WARNING)
                            .metadata(Map.of("device", device, "reason", "wrong password")));
        }
        happens(
                at.plusSeconds(8),
                Event.draft("auth", "user.logged_in").actor(user).metadata(Map.of("device", device)));
        happens(
                at.plus(minutes(20, 200)),
                Event.draft("auth", "user.logged_out").actor(user));
    }

    private void adding(Instant at) {
        Title title = any(Title.ALL);
        happens(
                at,
                Event.draft("media", "media_item.added")
                        .actor(user())
                        .resource(title.kind(), title.id())
                        .metadata(title.metadata()));
        happens(
                at.plusSeconds(5),
                Event.draft("media", "artwork.downloaded")
                        .actor(Actor.job("artwork"))
                        .resource(title.kind(), title.id())
                        .metadata(Map.of("files", 1 + random.nextInt(6))));
    }

    private void rating(Instant at) {
        Title title = any(Title.ALL);
        happens(
                at,
                Event.draft("media", "media_item.rated")
                        .actor(user())
                        .resource(title.kind(), title.id())
                        .metadata(Map.of("title", title.name(), "stars", 1 + random.nextInt(5))));
    }

    private void scanning(Instant at) {
        String library = any(LIBRARIES);
        int files = 200 + random.nextInt(4_000);
        happens(at, scan("library_scan.started", library).metadata(Map.of("files", files)));
        if (random.nextInt(4) == 0) {
            happens(
                    at.plusSeconds(9),
                    scan("library_scan.file_unreadable", library)
                            .severity(Severity.WARNING)
                            .metadata(Map.of(
                                    "file",
                                    "reel-" + random.nextInt(files) + ".mkv",
                                    "reason",
                                    "the header is cut off")));
        }
        happens(
                at.plusSeconds(30 + files / 50),
                scan("library_scan.finished", library).metadata(Map.of("files", files, "added", random.nextInt(12))));
    }

    private void trouble(Instant at) {
        switch (random.nextInt(3)) {
            case 0 ->
                happens(
                        at,
                        Event.draft("system", "disk.space_low")
                                .actor(SERVER)
                                .resource("disk", "disk-" + (1 + random.nextInt(3)))
                                .severity(Severity.WARNING)
                                .metadata(Map.of("free_percent", 2 + random.nextInt(8))));
            case 1 ->
                happens(
                        at,
                        Event.draft("system", "metadata_provider.unreachable")
                                .actor(SERVER)
                                .severity(Severity.ERROR)
                                .metadata(Map.of("attempts", 3, "reason", "timed out after 30 s")));
            default -> {
                happens(at, Event.draft("system", "backup.started").actor(Actor.job("backup")));
                happens(
                        at.plus(minutes(3, 9)),
                        Event.draft("system", "backup.finished")
                                .actor(Actor.job("backup"))
                                .metadata(Map.of("megabytes", 300 + random.nextInt(900))));
            }
        }
    }

    private static EventDraft playback(String what, Title title, Actor user) {
        return Event.draft("playback", "playback." + what).actor(user).resource(title.kind(), title.id());
    }

    private static EventDraft scan(String type, String library) {
        return Event.draft("library", type).actor(SCANNER).resource("library", library);
    }

    private void happens(Instant at, EventDraft draft) {
        coming.add(new Happening(at, draft));
    }

    private Actor user() {
        return Actor.user(any(USERS));
    }

    private Duration minutes(int from, int to) {
        return Duration.ofMinutes(random.nextInt(from, to));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}

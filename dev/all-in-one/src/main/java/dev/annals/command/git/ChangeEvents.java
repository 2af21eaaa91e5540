package dev.annals.command.git;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a change an event. Everything in it comes from the commit and nothing from the machine, so that the same
 * history gives the same events everywhere, and publishing it again adds none.
 *
 * <p>The time is the author's date, as {@code git log} shows it; where it cannot be (before 1970, after the commit), the
 * committer's; where that cannot be either (before 1970, in the future), 1970. The actor is the author's e-mail address,
 * without one the name.
 */
final class ChangeEvents {

    private static final String CATEGORY = "git";
    private static final int MAX_ID = 256;
    private static final int MAX_PATH = 4096; // of Linux; longer ones cannot be checked out
    private static final int MAX_SUBJECT = 500;
    private static final int MAX_DIGITS = 18;

    /** Clocks are not all right; a worker takes what is less than a day ahead of its own. */
    private static final Duration AHEAD = Duration.ofHours(22);

    private static final Duration TOLERANCE = Duration.ofHours(1);

    private final Clock clock;

    ChangeEvents(Clock clock) {
        this.clock = clock;
    }

    Event eventOf(FileChange change) {
        Commit commit = change.commit();
        Optional<Instant> committed = instant(commit.commitDate()).filter(this::isPast);
        Optional<Instant> authored = instant(commit.authorDate()).filter(date -> fits(date, committed));
        Optional<Instant> time = authored.or(() -> committed);
        String path = nonBlank(change.path().value());
        String resourceId = Shortened.id(path, MAX_ID);

        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("commit", commit.hash());
        metadata.put("subject", Shortened.prose(commit.subject().value(), MAX_SUBJECT));
        metadata.put("author_name", Shortened.id(commit.authorName().value(), MAX_ID));
        metadata.put("author_email", Shortened.id(commit.authorEmail().value(), MAX_ID));
        metadata.put("status", change.status());
        if (!resourceId.equals(path)) {
            metadata.put("path", Shortened.id(path, MAX_PATH));
        }
        if (change.oldPath() != null) {
            metadata.put("old_path", Shortened.id(change.oldPath().value(), MAX_PATH));
        }
        if (authored.isEmpty()) {
            metadata.put("time_from", time.isPresent() ? "commit date" : "nothing usable");
        }

        return Event.draft(CATEGORY, change.kind().eventType())
                .id(EventIds.derived(time.orElse(Instant.EPOCH), key(change)))
                .actor(Actor.user(author(commit)))
                .resource("file", resourceId)
                .metadata(metadata)
                .toEvent();
    }

    /** A name escaped and one that was written like that are different files. */
    private static String key(FileChange change) {
        GitText path = change.path();
        return change.commit().hash() + ":" + path.value() + (path.isUtf8() ? "" : "\0");
    }

    private static Optional<Instant> instant(String seconds) {
        boolean isNumber = !seconds.isEmpty()
                && seconds.length() <= MAX_DIGITS
                && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds))) : Optional.empty();
    }

    /** Nobody writes after the commit; our own clock must not decide, or a later run would decide otherwise. */
    private boolean fits(Instant authored, Optional<Instant> committed) {
        return committed
                .map(commit -> !authored.isAfter(commit.plus(TOLERANCE)))
                .orElseGet(() -> isPast(authored));
    }

    private boolean isPast(Instant time) {
        return !time.isAfter(clock.instant().plus(AHEAD));
    }

    private static String author(Commit commit) {
        String email = commit.authorEmail().value();
        String name = commit.authorName().value();
        String id = !email.isBlank() ? email : !name.isBlank() ? name : "unknown";
        return Shortened.id(id, MAX_ID);
    }

    /** A file may be called " ", an id may not: in quotes it may. */
    private static String nonBlank(String path) {
        return path.isBlank() ? '"' + path + '"' : path;
    }
}

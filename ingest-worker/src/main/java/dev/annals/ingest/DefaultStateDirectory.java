package dev.annals.ingest;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a user's programs keep what they want to find again, by the rules of the desktops: XDG Base Directory. */
final class DefaultStateDirectory {

    private DefaultStateDirectory() {}

    /**
     * Below {@code $XDG_STATE_HOME}, or {@code ~/.local/state}; for a user without a home that can be written (in a
     * container it can be /), one in the temporary directory with the user's number in its name.
     */
    static Path in(Map<String, String> environment) {
        return absolute(environment, "XDG_STATE_HOME")
                .or(() -> absolute(environment, "HOME")
                        .filter(Files::isWritable)
                        .map(home -> home.resolve(".local/state")))
                .map(states -> states.resolve("annals"))
                .orElseGet(() ->
                        Path.of(System.getProperty("java.io.tmpdir"), "annals-state-" + new UnixSystem().getUid()));
    }

    /** The rules say: one that is not absolute is to be ignored. */
    private static Optional<Path> absolute(Map<String, String> environment, String key) {
        return Optional.ofNullable(environment.get(key)).map(Path::of).filter(Path::isAbsolute);
    }
}

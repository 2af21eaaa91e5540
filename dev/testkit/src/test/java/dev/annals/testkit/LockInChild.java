package dev.annals.testkit;

import java.nio.file.Path;
import java.util.Optional;

/** For {@link ChildJvm}: tries to take a directory; says what came of it, and ends. */
final class LockInChild {
    private LockInChild() {}

    public static void main(String[] arguments) throws Exception {
        Optional<DirectoryLock> lock = DirectoryLock.tryToTake(Path.of(arguments[0]));
        System.out.println(lock.isPresent() ? "taken" : "in use");
    }
}

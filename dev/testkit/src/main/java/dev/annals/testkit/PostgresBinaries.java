package dev.annals.testkit;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from zonky's archive on the class path into a cache of this user.
 *
 * <p>Any number of JVMs may unpack at once: each does so under a name of its own and renames, and the first one
 * wins. So what carries the final name is always complete.
 */
record PostgresBinaries(Path directory) {
    static PostgresBinaries unpacked() throws IOException {
        String system = system();
        URL archive = PostgresBinaries.class.getResource("/postgres-" + system + ".txz");
        if (archive == null) {
            throw new IOException("no PostgreSQL for " + system + " on the class path");
        }
        // the size stands for the version: another archive must not find this one's programs
        String name = "postgres-" + system + "-" + archive.openConnection().getContentLengthLong();
        Path directory = cache().resolve(name);
        if (!Files.exists(directory)) {
            unpack(archive, directory);
        }
        return new PostgresBinaries(directory);
    }

    /** Runs one of the programs; they refuse to be root, who therefore runs them as nobody of a new namespace. */
    void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Command.run(command);
    }

    private static String system() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return os + "-" + architecture;
    }

    private static Path cache() throws IOException {
        Path ofHome = Path.of(System.getProperty("user.home"), ".cache", "annals");
        try {
            Files.createDirectories(ofHome);
            if (Files.isWritable(ofHome)) {
                return ofHome;
            }
        } catch (IOException noHome) {
            // as with the user nobody, or in a container under a number that has no name
        }
        return cacheAmongOtherUsers();
    }

    /** Programs are run from here, so a directory that another user has put there first must not be trusted. */
    private static Path cacheAmongOtherUsers() throws IOException {
        long user = new UnixSystem().getUid();
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "annals-cache-" + user);
        var onlyOurs = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(onlyOurs));
        boolean trusted = ((Number) Files.getAttribute(directory, "unix:uid")).longValue() == user
                && Files.getPosixFilePermissions(directory).equals(onlyOurs);
        if (!trusted) {
            throw new AccessDeniedException(directory.toString(), null, "others can write here: remove it");
        }
        return directory;
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        Path own = Files.createTempDirectory(directory.getParent(), "unpacking-");
        try (InputStream in = new BufferedInputStream(archive.openStream())) {
            unpack(new TarArchiveInputStream(new XZInputStream(in)), own);
            Files.move(own, directory);
        } catch (IOException e) {
            TemporaryDirectory.delete(own);
            if (!Files.exists(directory)) {
                throw e;
            } // else another JVM was faster
        }
    }

    private static void unpack(TarArchiveInputStream tar, Path root) throws IOException {
        TarArchiveEntry entry;
        while ((entry = tar.getNextEntry()) != null) {
            Path path = root.resolve(entry.getName());
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(path.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                continue;
            }
            Files.copy(tar, path);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}

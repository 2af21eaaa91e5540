package dev.annals.allinone;

import java.nio.file.Path;

/** Where everything is. */
final class Repository {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private Repository() {}
}

package dev.annals.chaos.rig;

import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes whose times are not measured: all but the publishers. */
final class Bystander {

    /**
     * A service does not share its processors with a broker and a database; here it has to, so they come after it. What is
     * measured of a publisher is then the publisher, and not the scheduler.
     */
    private static final List<String> BEHIND_PUBLISHERS = List.of("nice", "-n", "10");

    /** Half the processors' time for what is not measured. */
    static final List<String> FRUGAL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private Bystander() {}

    static ChildProcess start(JavaProgram program, Path log) throws IOException {
        List<String> options = new ArrayList<>(FRUGAL);
        options.addAll(program.jvmOptions());
        return ChildProcess.start(program.withPrefix(BEHIND_PUBLISHERS).withJvmOptions(options), log);
    }
}

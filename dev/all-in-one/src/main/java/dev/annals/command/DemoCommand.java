package dev.annals.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code annals demo} */
@Command(name = "demo", header = "Run everything.")
final class DemoCommand implements Callable<Integer> {
    DemoCommand(Streams streams) {}

    @Override
    public Integer call() {
        return ExitStatus.OK;
    }
}

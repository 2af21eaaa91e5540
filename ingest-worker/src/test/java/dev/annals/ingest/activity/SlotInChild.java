package dev.annals.ingest.activity;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process, which takes a slot and ends. */
final class SlotInChild {

    private SlotInChild() {}

    /** The number of the slot that it got. */
    static int take(Path parent) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlotInChild.class.getName(),
                        parent.toString())
                .redirectError(Redirect.INHERIT)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Integer.parseInt(said.strip());
    }

    public static void main(String[] arguments) {
        try (StateSlot slot = StateSlot.take(Path.of(arguments[0]))) {
            System.out.println(slot.number());
        }
    }
}

package dev.annals.testkit.process;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Runs another class's main, and halts the process when its standard input ends: when who started it is gone. */
public final class Supervised {

    private Supervised() {}

    public static void main(String[] arguments) throws Exception {
        Thread watch = new Thread(Supervised::haltAtTheEndOfInput, "supervised");
        watch.setDaemon(true);
        watch.start();
        Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
        main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void haltAtTheEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // nobody writes
            }
        } catch (IOException e) {
            // as good as the end
        }
        Runtime.getRuntime().halt(1);
    }
}

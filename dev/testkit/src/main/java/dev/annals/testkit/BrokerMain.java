package dev.annals.testkit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker in a process of its own: directory, port, controller's port, its
 * number, the cluster's id and voters, then settings as {@code key=value}. */
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> overrides = new HashMap<>();
        for (int i = 6; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            overrides.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        EmbeddedKafka kafka = new EmbeddedKafka(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                new EmbeddedKafka.Member(Integer.parseInt(arguments[3]), arguments[4], arguments[5]),
                overrides);
        kafka.start();
        Thread.currentThread().join();
    }
}

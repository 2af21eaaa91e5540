package dev.annals.command;

/** What the commands share that run a service. */
final class Services {

    private Services() {}

    /** A service's log tells its configuration and its outages; the other commands keep quiet. */
    static void logWhatTheyDo() {
        System.setProperty("org.slf4j.simpleLogger.log.dev.annals", "info");
    }
}

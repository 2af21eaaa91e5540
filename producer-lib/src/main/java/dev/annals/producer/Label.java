package dev.annals.producer;

/** What a publisher and its threads are called: {@code annals-sender{localhost:9092, events}}. */
record Label(String bootstrapServers, String topic) {

    String of(String role) {
        return "annals-" + role + "{" + bootstrapServers + ", " + topic + "}";
    }

    /** A daemon of that role that takes over nothing from the thread it is made on; not started. */
    Thread thread(String role, Runnable work) {
        Thread thread = new Thread(null, work, of(role), 0, false);
        thread.setDaemon(true);
        return thread;
    }
}

package dev.annals.ingest.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before PostgreSQL; when asked to, lets a COMMIT through, waits until it is done, and cuts the connection. */
final class CommitCuttingProxy implements AutoCloseable {

    private final URI target;
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicInteger cuts = new AtomicInteger();

    CommitCuttingProxy(String jdbcUrl) throws IOException {
        this.target = URI.create(jdbcUrl.substring("jdbc:".length()));
        start("proxy-accept", this::accept);
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + target.getPath() + "?" + target.getQuery()
                + "&sslmode=disable&gssEncMode=disable";
    }

    void cutAtNextCommit() {
        armed.set(true);
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(target.getHost(), target.getPort());
            start("proxy-up", () -> pump(client, server, bytes -> true));
            start(
                    "proxy-down",
                    () -> pump(server, client, bytes -> {
                        if (contains(bytes, "COMMIT\0") && armed.compareAndSet(true, false)) {
                            cuts.incrementAndGet(); // PostgreSQL's answer: it is done, and nobody will hear of it
                            return false;
                        }
                        return true;
                    }));
        }
    }

    private static void pump(Socket from, Socket to, Gate gate) throws IOException {
        try (from;
                to) {
            byte[] buffer = new byte[64 * 1024];
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                byte[] bytes = java.util.Arrays.copyOf(buffer, n);
                if (!gate.passes(bytes)) {
                    return;
                }
                to.getOutputStream().write(bytes);
            }
        }
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // one of the ends is closed: so is the other
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Gate {
        boolean passes(byte[] bytes);
    }

    private interface Task {
        void run() throws IOException;
    }
}

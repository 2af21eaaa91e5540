package dev.annals.query.search;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before PostgreSQL; cuts the first connections that ask for their isolation level, as a restart may just then. */
final class IsolationCuttingProxy implements AutoCloseable {

    private final URI target;
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger toCut;

    IsolationCuttingProxy(String jdbcUrl, int connections) throws IOException {
        this.target = URI.create(jdbcUrl.substring("jdbc:".length()));
        this.toCut = new AtomicInteger(connections);
        start(this::accept);
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + target.getPath() + "?" + target.getQuery()
                + "&sslmode=disable&gssEncMode=disable";
    }

    int left() {
        return Math.max(0, toCut.get());
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(target.getHost(), target.getPort());
            start(() -> pump(client, server, true));
            start(() -> pump(server, client, false));
        }
    }

    private void pump(Socket from, Socket to, boolean asks) throws IOException {
        try (from;
                to) {
            byte[] buffer = new byte[64 * 1024];
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String said = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                if (asks && said.contains("TRANSACTION ISOLATION LEVEL") && toCut.getAndDecrement() > 0) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        Thread.currentThread().interrupt(); // one of the ends is closed: so is the other
                    }
                },
                "isolation-cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Task {
        void run() throws IOException;
    }
}

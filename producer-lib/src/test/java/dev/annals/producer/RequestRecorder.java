package dev.annals.producer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a Kafka broker, passes everything on, and keeps what clients ask. Thread-safe. */
final class RequestRecorder implements AutoCloseable {

    private static final short PRODUCE = 0;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int brokerPort;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    RequestRecorder(int brokerPort) throws IOException {
        this.brokerPort = brokerPort;
        run("recorder", this::listen);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    List<Connection> connections() {
        return connections;
    }

    private void listen() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Connection connection = new Connection(client, new Socket(InetAddress.getLoopbackAddress(), brokerPort));
            connections.add(connection);
            run("recorder-requests", connection::passRequests);
            run("recorder-answers", connection::passAnswers);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // by one end or the other
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** What one client asked, in the order of asking. */
    static final class Connection {
        private final Socket client;
        private final Socket broker;
        private final List<byte[]> requests = new CopyOnWriteArrayList<>();

        private Connection(Socket client, Socket broker) {
            this.client = client;
            this.broker = broker;
        }

        boolean hasProduced() {
            return requests.stream()
                    .anyMatch(request -> ByteBuffer.wrap(request).getShort() == PRODUCE);
        }

        boolean hasSaid(String text) {
            return requests.stream()
                    .anyMatch(request -> new String(request, StandardCharsets.ISO_8859_1).contains(text));
        }

        private void passRequests() throws IOException {
            try (DataInputStream in = new DataInputStream(client.getInputStream());
                    DataOutputStream out = new DataOutputStream(broker.getOutputStream())) {
                while (true) {
                    byte[] request = new byte[in.readInt()];
                    in.readFully(request);
                    requests.add(request);
                    out.writeInt(request.length);
                    out.write(request);
                    out.flush();
                }
            }
        }

        private void passAnswers() throws IOException {
            try (client) {
                broker.getInputStream().transferTo(client.getOutputStream());
            }
        }

        private void close() throws IOException {
            client.close();
            broker.close();
        }
    }
}

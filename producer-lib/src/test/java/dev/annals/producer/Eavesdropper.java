package dev.annals.producer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that keeps what it hears, says nothing, and hangs up after a while. Thread-safe. */
final class Eavesdropper implements AutoCloseable {

    private static final int HANG_UP_MILLIS = 300;

    /** How a ClientHello begins: a handshake, of some version 3. */
    private static final String TLS = "\u0016\u0003";

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Eavesdropper() throws IOException {
        Thread thread = new Thread(this::listen, "eavesdropper");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** What came on each connection that is over, a character a byte. */
    List<String> connections() {
        return heard;
    }

    static boolean isTls(String connection) {
        return connection.startsWith(TLS);
    }

    private void listen() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.setSoTimeout(HANG_UP_MILLIS);
                heard.add(hear(client.getInputStream()));
            } catch (IOException closed) {
                // by one end or the other
            }
        }
    }

    private static String hear(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException enough) {
            // hang up
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

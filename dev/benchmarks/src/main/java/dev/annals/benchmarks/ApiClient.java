package dev.annals.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One connection to the API, kept alive. Does as little as a client can (HTTP/1.1, RFC 9112: answers with a length), so that what is
 * timed is the API. Confined to one thread.
 */
final class ApiClient implements AutoCloseable {

    private static final String LENGTH = "content-length:";
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    /** The API closes what is idle for half a minute. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(20);

    private final int port;
    private Socket socket;
    private InputStream in;
    private long lastUsed;

    ApiClient(int port) throws IOException {
        this.port = port;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        lastUsed = System.nanoTime();
    }

    /** To be called before what is timed: after a while without a question it connects anew. */
    void refresh() throws IOException {
        if (System.nanoTime() - lastUsed > STALE) {
            ApiClient fresh = new ApiClient(port);
            socket.close();
            socket = fresh.socket;
            in = fresh.in;
            lastUsed = fresh.lastUsed;
        }
    }

    /** What came back. */
    static final class Answer {
        private final int status;
        private final byte[] body;

        private Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    Answer get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        int status = Integer.parseInt(line().substring(STATUS_AT, STATUS_AT + 3));
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("the answer to " + path + " has no length");
        }
        byte[] body = in.readNBytes(length);
        lastUsed = System.nanoTime();
        return new Answer(status, body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the API has closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

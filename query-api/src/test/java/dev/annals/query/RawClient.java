package dev.annals.query;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends requests as bytes that no well-behaved client would send, over one connection as long as it lasts. Single-threaded. */
final class RawClient implements AutoCloseable {

    private final Api api;
    private @Nullable Socket socket;
    private String before = "nothing";

    RawClient(Api api) {
        this.api = api;
    }

    /** @param target as it is to stand in the request line; each character is a byte */
    Answer get(String target) throws IOException {
        Socket connected = socket;
        if (connected == null) {
            connected = api.connect();
            connected.setSoTimeout(15_000);
            socket = connected;
            before = "nothing";
        }
        connected
                .getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        Answer answer = read(new BufferedInputStream(connected.getInputStream()), before);
        before = "GET " + target + " was answered with " + answer.head();
        if (answer.head().contains("\r\nConnection: close")) {
            close();
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    private static Answer read(InputStream in, String before) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = next(in, head, before);
            if (next < 0) {
                throw new IOException("the connection ended after \"" + head + "\"; before that: " + before);
            }
            head.append((char) next);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(in.readNBytes(length));
        return new Answer(head.toString(), body.toString(StandardCharsets.UTF_8));
    }

    private static int next(InputStream in, CharSequence head, String before) throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "nothing more came after \"" + head + "\"; before that: " + before + "; meanwhile:" + threads(), e);
        }
    }

    /** What the API's threads do, which runs in this JVM. */
    private static String threads() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getName().startsWith("annals-api")) {
                text.append('\n').append(thread.getName()).append(' ').append(thread.getState());
                Stream.of(stack)
                        .limit(12)
                        .forEach(frame -> text.append("\n    ").append(frame));
            }
        });
        return text.toString();
    }

    /**
     * What came back.
     *
     * @param head the status line and the headers
     */
    record Answer(String head, String body) {

        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }
}

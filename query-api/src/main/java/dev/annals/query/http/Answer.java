package dev.annals.query.http;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What is sent back: complete, so that a client that reads slowly holds no thread.
 *
 * @param sent to be run when the client has it, or never will; again is harmless
 */
record Answer(int status, String contentType, ByteBuffer body, Map<String, String> headers, Runnable sent) {

    static Answer of(int status, String contentType, byte[] body, Map<String, String> headers) {
        return new Answer(status, contentType, ByteBuffer.wrap(body), headers, () -> {});
    }

    static Answer json(byte[] body) {
        return of(200, "application/json", body, Map.of());
    }

    Answer whenSent(Runnable action) {
        return new Answer(status, contentType, body, headers, action);
    }
}

package dev.annals.query.http;

import java.util.Map;

/** What is sent back: complete, so that a client that reads slowly keeps nothing but its own bytes waiting. */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    static Answer json(byte[] body) {
        return new Answer(200, "application/json", body, Map.of());
    }
}

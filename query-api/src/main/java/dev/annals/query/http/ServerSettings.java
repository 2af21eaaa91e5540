package dev.annals.query.http;

/**
 * Where the API listens and how much it takes on.
 *
 * @param port 0 for any that is free
 * @param maxConcurrentRequests searches worked on at a time; more are refused with 503
 */
public record ServerSettings(String host, int port, int maxConcurrentRequests) {}

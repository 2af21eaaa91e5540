package dev.annals.event;

/**
 * What it was done to. Not checked here, for the same reason as {@link Actor}.
 *
 * @param type {@code [a-z][a-z0-9_]*}, at most 64 characters
 * @param id not blank, at most 256 characters
 */
public record Resource(String type, String id) {}

package dev.annals.event;

import org.jspecify.annotations.Nullable;

/**
 * Who did it. Not checked here, so that making one never throws in a service: {@link Event} and the publisher report
 * an id that is blank or longer than 256 characters together with everything else that is wrong.
 */
public record Actor(ActorType type, String id) {

    /** A person; a null id is reported as a blank one. */
    public static Actor user(@Nullable String id) {
        return new Actor(ActorType.USER, id == null ? "" : id);
    }

    /** A program acting by itself; a null id is reported as a blank one. */
    public static Actor system(@Nullable String id) {
        return new Actor(ActorType.SYSTEM, id == null ? "" : id);
    }

    /** A scheduled or queued job; a null id is reported as a blank one. */
    public static Actor job(@Nullable String id) {
        return new Actor(ActorType.JOB, id == null ? "" : id);
    }
}

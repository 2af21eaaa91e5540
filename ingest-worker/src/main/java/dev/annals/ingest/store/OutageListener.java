package dev.annals.ingest.store;

/** Hears when the database cannot work and when it can again. Called on the writer's thread; must not block. */
public interface OutageListener {

    /** Called at each failed attempt. */
    void databaseDown(String reason);

    /** Called at each success. */
    void databaseUp();
}

package dev.annals.ingest.store;

/** For tests that look at the database instead. */
final class SilentListener implements OutageListener {

    @Override
    public void databaseDown(String reason) {}

    @Override
    public void databaseUp() {}
}

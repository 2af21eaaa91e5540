package dev.annals.producer.spool;

import dev.annals.producer.spool.SpoolLoss.Cause;
import java.util.ArrayList;
import java.util.List;

/** What a log has to tell, until somebody takes it. Single-threaded. */
final class News {

    private final List<SpoolLoss> losses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void lost(Cause cause, long first, long last, Segment segment, String why) {
        losses.add(new SpoolLoss(cause, first, last, segment.file() + ": " + why));
    }

    /** No record is lost by it. */
    void note(String note) {
        notes.add(note);
    }

    List<SpoolLoss> takeLosses() {
        List<SpoolLoss> taken = List.copyOf(losses);
        losses.clear();
        return taken;
    }

    List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }
}

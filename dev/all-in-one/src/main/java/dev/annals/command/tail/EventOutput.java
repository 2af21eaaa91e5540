package dev.annals.command.tail;

import dev.annals.event.Event;
import java.io.IOException;

/** Where events are printed. Confined to one thread. */
public interface EventOutput {

    /** One line, sooner or later. */
    void print(Event event) throws IOException;

    /** Now: nothing more comes for a while. */
    void flush() throws IOException;
}

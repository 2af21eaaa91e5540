package dev.annals.command.tail;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import java.io.IOException;
import java.io.OutputStream;

/** For programs: the API's JSON, an event a line. */
public final class JsonOutput implements EventOutput {

    private final OutputStream out;

    public JsonOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void print(Event event) throws IOException {
        out.write(EventJson.encode(event));
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}

package dev.annals.chaos.rig;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Follows one connection to PostgreSQL by its messages (the manual's chapter on the frontend/backend protocol), as far as it
 * takes to know at which step of its transaction a worker is. Without TLS.
 */
final class TransactionTap implements TcpProxy.Tap {

    private static final String POSITIONS = "update ingest_positions";

    private static final String COMMIT = "COMMIT";

    private final Predicate<Step> steps;
    private final CompareAndSet compareAndSet;
    private final Map<String, String> statements = new HashMap<>(); // server-side prepared, by name
    private final Messages up = new Messages(true);
    private final Messages down = new Messages(false);
    private volatile boolean storing; // from the positions to the end of the transaction
    private volatile boolean atPositions;
    private volatile boolean committed; // and the client has said nothing since

    /** @param steps hears of each, before it is done; false ends the connection */
    TransactionTap(Predicate<Step> steps, CompareAndSet compareAndSet) {
        this.steps = steps;
        this.compareAndSet = compareAndSet;
    }

    @Override
    public boolean up(byte[] bytes, int length) {
        compareAndSet.pass(bytes, length);
        return up.read(bytes, length, this::fromClient);
    }

    @Override
    public boolean down(byte[] bytes, int length) {
        return down.read(bytes, length, this::fromServer);
    }

    private boolean fromClient(char type, ByteBuffer body) {
        boolean lives = true;
        if (committed) {
            committed = false;
            lives = steps.test(Step.AFTER_COMMIT);
        }
        if (type == 'P') { // Parse: the statement's name, its text
            String name = text(body);
            statements.put(name, text(body));
        } else if (type == 'B') { // Bind: the portal, the statement's name
            text(body);
            lives &= bound(statements.getOrDefault(text(body), ""));
        } else if (type == Messages.COPY_DATA && storing) {
            lives &= steps.test(Step.IN_COPY);
        }
        return lives;
    }

    private boolean bound(String statement) {
        if (statement.contains(POSITIONS)) {
            storing = true;
            atPositions = true;
            return steps.test(Step.AFTER_POLL);
        }
        return !storing || !statement.equals(COMMIT) || steps.test(Step.BEFORE_COMMIT);
    }

    private boolean fromServer(char type, ByteBuffer body) {
        if (type != 'C') { // CommandComplete: its tag
            return true;
        }
        String tag = text(body);
        if (!storing) {
            return true; // somebody else's: retention, the roll-up, the migrations
        }
        if (tag.startsWith("UPDATE") && atPositions) {
            atPositions = false;
            return steps.test(Step.AFTER_COMPARE_AND_SET);
        }
        if (tag.startsWith("COPY")) {
            return steps.test(Step.AFTER_COPY);
        }
        if (tag.equals("ROLLBACK")) {
            storing = false;
        }
        if (tag.equals(COMMIT)) {
            storing = false;
            committed = true;
            return steps.test(Step.IN_COMMIT);
        }
        return true;
    }

    private static String text(ByteBuffer body) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte next = body.get(); next != 0; next = body.get()) {
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Cuts a stream of bytes into messages: a type (but for the very first of a client), a length, a body. */
    private static final class Messages {

        /** Rows on their way to a COPY; they are many, and say nothing here. */
        private static final char COPY_DATA = 'd';

        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private boolean untyped;
        private char type;
        private int missing = -1; // of the body; -1 while the head is read

        private Messages(boolean beginsUntyped) {
            untyped = beginsUntyped;
        }

        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        boolean read(byte[] bytes, int length, Listener listener) {
            boolean passes = true;
            int at = 0;
            while (at < length) {
                if (missing < 0) {
                    head.write(bytes[at++]);
                    if (head.size() == (untyped ? 4 : 5)) {
                        begin();
                    }
                } else {
                    int taken = Math.min(missing, length - at);
                    if (type != COPY_DATA) {
                        body.write(bytes, at, taken);
                    }
                    at += taken;
                    missing -= taken;
                }
                if (missing == 0) {
                    missing = -1;
                    passes &= listener.heard(type, ByteBuffer.wrap(body.toByteArray()));
                    body.reset();
                }
            }
            return passes;
        }

        private void begin() {
            ByteBuffer read = ByteBuffer.wrap(head.toByteArray());
            type = untyped ? 0 : (char) read.get();
            untyped = false;
            missing = read.getInt() - 4;
            head.reset();
        }
    }

    private interface Listener {
        boolean heard(char type, ByteBuffer body);
    }
}

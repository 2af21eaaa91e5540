package dev.annals.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 on which nobody listens.
 *
 * <p>They lie below the range that Linux and macOS give to outgoing connections. From within that range, a client
 * that keeps trying a stopped server sooner or later is given the server's own port, connects to itself, and the
 * server cannot come back.
 */
public final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int BEYOND = 32_768;
    private static final int ATTEMPTS = 1_000;

    private FreePorts() {}

    /** That many different ports; all are held until the last is chosen, and given back before this returns. */
    public static List<Integer> choose(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int attempt = 0; attempt < ATTEMPTS && held.size() < count; attempt++) {
                hold(ThreadLocalRandom.current().nextInt(LOWEST, BEYOND), held);
            }
            if (held.size() < count) {
                throw new IOException(
                        "found " + held.size() + " of " + count + " free ports in " + ATTEMPTS + " attempts");
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static void hold(int port, List<ServerSocket> held) throws IOException {
        try {
            held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException taken) {
            // the next attempt takes another
        }
    }
}

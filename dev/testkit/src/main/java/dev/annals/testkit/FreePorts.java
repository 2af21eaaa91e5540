package dev.annals.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Ports of 127.0.0.1 on which nobody listens.
 *
 * <p>They lie below the range that Linux and macOS give to outgoing connections. From within that range, a client
 * that keeps trying a stopped server sooner or later is given the server's own port, connects to itself, and the
 * server cannot come back.
 *
 * <p>Whoever is given one listens there seconds later. Until then hardly anybody else is given it: each process begins at
 * a place of its own, by its id, and takes one after the other.
 */
public final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int BEYOND = 32_768;
    private static final int OF_A_PROCESS = 64; // before it takes those of the next one
    private static final int ATTEMPTS = 1_000;
    private static final int CONNECT_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * OF_A_PROCESS % (BEYOND - LOWEST)));

    private FreePorts() {}

    /** That many different ports; all are held until the last is chosen, and given back before this returns. */
    public static List<Integer> choose(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int attempt = 0; attempt < ATTEMPTS && held.size() < count; attempt++) {
                hold(LOWEST + Math.floorMod(NEXT.getAndIncrement(), BEYOND - LOWEST), held);
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

    /**
     * Throws if somebody listens there. A process that another thread is just starting shortly holds a copy of every
     * socket of ours, even of one we have closed: hence the patience.
     */
    static void requireFree(int port) throws IOException {
        long start = System.nanoTime();
        while (isTaken(port)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("port " + port + " of 127.0.0.1 is taken: stop its owner, or choose another");
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static boolean isTaken(int port) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (SocketTimeoutException busy) { // somebody listens, but accepts nobody
            return true;
        } catch (ConnectException nobody) {
            return false;
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

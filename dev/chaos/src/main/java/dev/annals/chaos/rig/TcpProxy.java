package dev.annals.chaos.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A wire to a server on this machine that can be cut, or swallow everything without a word. Thread-safe. */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Supplier<Tap> taps;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private boolean silent;

    /** Sees what passes on one connection; may change bytes where they are, and may end it. */
    interface Tap {

        /** From the client; false cuts the connection before the bytes pass. */
        boolean up(byte[] bytes, int length);

        /** From the server; false cuts the connection before the bytes pass. */
        boolean down(byte[] bytes, int length);
    }

    /** Listens at once, on that address of this machine. */
    TcpProxy(InetAddress address, int target) throws IOException {
        this(address, target, () -> new Tap() {
            @Override
            public boolean up(byte[] bytes, int length) {
                return true;
            }

            @Override
            public boolean down(byte[] bytes, int length) {
                return true;
            }
        });
    }

    TcpProxy(int target, Supplier<Tap> taps) throws IOException {
        this(InetAddress.getLoopbackAddress(), target, taps);
    }

    private TcpProxy(InetAddress address, int target, Supplier<Tap> taps) throws IOException {
        this.listener = new ServerSocket(0, 100, address);
        this.target = target;
        this.taps = taps;
        start("proxy", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** As a client takes it. */
    String address() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    /** Connections end with a reset; new ones are taken. Returns how many ended. */
    public int cut() {
        List<Socket> cut = List.copyOf(open);
        cut.forEach(TcpProxy::reset);
        return cut.size() / 2; // each has a socket on either side
    }

    /** From now on nothing passes and nothing ends, as behind a router that drops everything. */
    public void silence() {
        lock.lock();
        try {
            silent = true;
        } finally {
            lock.unlock();
        }
    }

    /** What waited passes. */
    public void restore() {
        lock.lock();
        try {
            silent = false;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start("proxy-connection", () -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            awaitFlow();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            Tap tap = taps.get();
            start("proxy-down", () -> pump(server, client, tap::down));
            pump(client, server, tap::up);
        } catch (IOException refused) {
            reset(client); // as the server itself would
        }
    }

    private void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitFlow();
                if (!gate.passes(buffer, n)) {
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException cut) {
            // one end is closed; so are both now
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void awaitFlow() {
        lock.lock();
        try {
            while (silent) {
                flowing.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // that is what was wanted
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        restore();
        cut();
    }

    private interface Gate {
        boolean passes(byte[] bytes, int length);
    }
}

package dev.annals.chaos.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A network name space with one wire to this machine. A shell that waits for the end of its input keeps it: when this JVM
 * is gone, however it ended, so are the shell, the name space, the wire, and what was done to it.
 */
public final class OwnNetwork implements AutoCloseable {

    private static final int NETWORKS = 16_000;
    private static final String NOBODY = "02:00:00:00:00:01";

    private final Process keeper;
    private final String wire;
    private final String here;
    private final String there;

    private OwnNetwork(Process keeper, String wire, String here, String there) {
        this.keeper = keeper;
        this.wire = wire;
        this.here = here;
        this.there = there;
    }

    /** @throws NotTriedException if this user, or this machine, can have none */
    static OwnNetwork create() throws NotTriedException, IOException, InterruptedException {
        Process keeper = keeper();
        long number = keeper.pid() % NETWORKS;
        String network = "10." + (192 + number / 256) + "." + number % 256 + ".";
        OwnNetwork made = new OwnNetwork(keeper, "annals" + number, network + "1", network + "2");
        try {
            made.connect();
        } catch (IOException e) {
            made.close();
            throw new NotTriedException("no wire to a network of its own can be made here: " + e.getMessage(), e);
        }
        return made;
    }

    private static Process keeper() throws NotTriedException {
        try {
            Process keeper = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; read -r end")
                    .redirectErrorStream(true)
                    .start();
            if (keeper.getInputStream().read() != '\n') {
                throw new IOException("unshare --net ended with status "
                        + keeper.onExit().join().exitValue());
            }
            return keeper;
        } catch (IOException e) {
            throw new NotTriedException(
                    "no network name space can be made here, which root can on Linux: " + e.getMessage(), e);
        }
    }

    private void connect() throws IOException, InterruptedException {
        String keeping = Long.toString(keeper.pid());
        Commands.run("ip", "link", "add", wire, "type", "veth", "peer", "name", "wire", "netns", keeping);
        Commands.run("ip", "address", "add", here + "/30", "dev", wire);
        Commands.run("ip", "link", "set", wire, "up");
        inside("ip", "address", "add", there + "/30", "dev", "wire");
        inside("ip", "link", "set", "wire", "up");
    }

    /** Of this machine, on the wire. */
    InetAddress here() throws IOException {
        return InetAddress.getByName(here);
    }

    /** In front of the command of a process that is to be in it. */
    List<String> prefix() {
        return List.of("nsenter", "--target", Long.toString(keeper.pid()), "--net");
    }

    /**
     * From now on all packets are lost, and nobody is told: both ends send to a card that does not exist. Not by taking the
     * wire down: then the sender's system knows, and sends again as soon as it is up; it waits ever longer for a router that
     * drops everything.
     */
    public void silence() throws IOException, InterruptedException {
        Commands.run("ip", "neighbour", "replace", there, "lladdr", NOBODY, "nud", "permanent", "dev", wire);
        inside("ip", "neighbour", "replace", here, "lladdr", NOBODY, "nud", "permanent", "dev", "wire");
    }

    public void restore() throws IOException, InterruptedException {
        inside("ip", "neighbour", "delete", here, "dev", "wire");
        Commands.run("ip", "neighbour", "delete", there, "dev", wire);
    }

    private void inside(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(List.of(command));
        Commands.run(all.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        keeper.getOutputStream().close();
        keeper.waitFor();
    }

    @Override
    public String toString() {
        return wire + "{" + here + "}";
    }
}

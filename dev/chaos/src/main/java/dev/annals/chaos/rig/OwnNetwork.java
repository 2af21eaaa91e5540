package dev.annals.chaos.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * A network name space with one wire to this machine. A shell that waits for the end of its input keeps it: when this JVM
 * is gone, however it ended, so are the shell, the name space and the wire.
 */
public final class OwnNetwork implements AutoCloseable {

    private static final int NETWORKS = 16_000;

    private final Process keeper;
    private final String wire;
    private final String here;

    private OwnNetwork(Process keeper, String wire, String here) {
        this.keeper = keeper;
        this.wire = wire;
        this.here = here;
    }

    static OwnNetwork create() throws IOException, InterruptedException {
        Process keeper = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; read -r end").start();
        if (keeper.getInputStream().read() != '\n') {
            throw new IOException("no network name space can be made; that needs root");
        }
        long number = keeper.pid() % NETWORKS;
        String network = "10." + (192 + number / 256) + "." + number % 256 + ".";
        OwnNetwork made = new OwnNetwork(keeper, "annals" + number, network + "1");
        try {
            made.connect(network + "2");
        } catch (IOException e) {
            made.close();
            throw e;
        }
        return made;
    }

    private void connect(String there) throws IOException, InterruptedException {
        String inside = Long.toString(keeper.pid());
        Commands.run("ip", "link", "add", wire, "type", "veth", "peer", "name", "wire", "netns", inside);
        Commands.run("ip", "address", "add", here + "/30", "dev", wire);
        Commands.run("ip", "link", "set", wire, "up");
        Commands.run("nsenter", "--target", inside, "--net", "ip", "address", "add", there + "/30", "dev", "wire");
        Commands.run("nsenter", "--target", inside, "--net", "ip", "link", "set", "wire", "up");
    }

    /** Of this machine, on the wire. */
    InetAddress here() throws IOException {
        return InetAddress.getByName(here);
    }

    /** In front of the command of a process that is to be in it. */
    List<String> prefix() {
        return List.of("nsenter", "--target", Long.toString(keeper.pid()), "--net");
    }

    /** From now on all packets are lost, and nobody is told. */
    public void pull() throws IOException, InterruptedException {
        Commands.run("ip", "link", "set", wire, "down");
    }

    public void plug() throws IOException, InterruptedException {
        Commands.run("ip", "link", "set", wire, "up");
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

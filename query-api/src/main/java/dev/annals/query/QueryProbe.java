package dev.annals.query;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Asks the API that runs with the same environment whether it is {@code live} or {@code ready}, whichever the argument
 * says: a container's health check that needs nothing but Java. Ends with 0 if it is, with 1 if not.
 */
public final class QueryProbe {

    private static final Set<String> QUESTIONS = Set.of("live", "ready");
    private static final int TIMEOUT_MS = 3_000;

    private QueryProbe() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1 || !QUESTIONS.contains(args[0])) {
            System.err.println("usage: QueryProbe live|ready");
            System.exit(2);
        }
        QueryConfig config = QueryConfig.from(System.getenv());
        URL health = new URL("http", reachable(config.host()), config.port(), "/health/" + args[0]);
        HttpURLConnection connection = (HttpURLConnection) health.openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        int status = connection.getResponseCode();
        System.out.println(health + " answers " + status);
        System.exit(status == HttpURLConnection.HTTP_OK ? 0 : 1);
    }

    /** A server that listens on all addresses listens on this machine's own. */
    private static String reachable(String host) throws UnknownHostException {
        return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
    }
}

package dev.annals.query;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URL;
import java.net.UnknownHostException;

/**
 * Asks the API that runs with the same environment whether it is ready: a container's health check that needs nothing but
 * Java. Ends with 0 if it is, with 1 if not.
 */
public final class QueryProbe {

    private static final int TIMEOUT_MS = 3_000;

    private QueryProbe() {}

    public static void main(String[] args) throws IOException {
        QueryConfig config = QueryConfig.from(System.getenv());
        URL ready = new URL("http", reachable(config.host()), config.port(), "/health/ready");
        HttpURLConnection connection = (HttpURLConnection) ready.openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        int status = connection.getResponseCode();
        System.out.println(ready + " answers " + status);
        System.exit(status == HttpURLConnection.HTTP_OK ? 0 : 1);
    }

    /** A server that listens on all addresses listens on this machine's own. */
    private static String reachable(String host) throws UnknownHostException {
        return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
    }
}

package dev.annals.ingest;

import java.util.regex.Pattern;

/**
 * The variables that Kubernetes sets in every pod for each Service of its namespace, which nobody has asked for: a Service
 * called {@code annals-api} makes {@code ANNALS_API_SERVICE_HOST}, {@code ANNALS_API_PORT} and more.
 */
final class ServiceLinks {

    private static final Pattern KEY =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.+)?)");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceLinks() {}

    /** Whether a variable that is no setting of ours is one of these, and no misspelt setting. */
    static boolean made(String key, String value) {
        return KEY.matcher(key).matches() || (key.endsWith("_PORT") && isAddress(value));
    }

    /** What to add to the refusal of a value that one of these has put in the place of a setting; else nothing. */
    static String cause(String value) {
        return isAddress(value)
                ? ": Kubernetes sets this for a Service of that name; set enableServiceLinks: false in the pod's spec"
                : "";
    }

    private static boolean isAddress(String value) {
        return ADDRESS.matcher(value).matches();
    }
}

package dev.annals.query;

import java.util.regex.Pattern;

/** What must not be printed. */
final class Secrets {

    static final String MASK = "***";

    /** The driver takes secrets as parameters of the URL, and some write user:password@host. */
    private static final Pattern IN_URL =
            Pattern.compile("(?i)((?:password|passphrase|sslpassword)=)[^&]*|(//[^/@?]*:)[^/@?]*@");

    private Secrets() {}

    static String maskedUrl(String url) {
        return IN_URL.matcher(url)
                .replaceAll(secret -> secret.group(1) != null ? secret.group(1) + MASK : secret.group(2) + MASK + "@");
    }
}

package dev.annals.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What Maven has written into {@code version.properties}. */
final class Version implements IVersionProvider {

    private static final String FILE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new FileNotFoundException(FILE + " is missing beside " + Version.class.getName());
            }
            Properties properties = new Properties();
            properties.load(in);
            return new String[] {"annals " + properties.getProperty("version")};
        }
    }
}

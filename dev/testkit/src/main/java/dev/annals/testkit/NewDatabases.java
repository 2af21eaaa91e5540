package dev.annals.testkit;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Empty databases of one server, each under a name of its own. Thread-safe. */
final class NewDatabases {
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private final UnaryOperator<String> urlOf;
    private final AtomicInteger created = new AtomicInteger();

    /** Creates them by way of the database {@code postgres}; {@code urlOf} makes a name a URL. */
    NewDatabases(UnaryOperator<String> urlOf) {
        this.urlOf = urlOf;
    }

    String create(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) { // it goes into the statement as it is
            throw new IllegalArgumentException("database prefix '" + prefix + "' does not match " + PREFIX);
        }
        String name = prefix + "_" + created.incrementAndGet();
        try (var connection = DriverManager.getConnection(urlOf.apply("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the database " + name, e);
        }
        return urlOf.apply(name);
    }
}

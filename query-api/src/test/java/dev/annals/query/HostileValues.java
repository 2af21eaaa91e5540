package dev.annals.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of parameters, and names, that somebody has in mind who means harm, or made up at random. Confined to one thread. */
final class HostileValues {

    private static final List<String> EDGES = List.of(
            "\0",
            "a\0b",
            "",
            " ",
            "'",
            "\"",
            "''",
            "\\",
            "`",
            "1e999",
            "-1e999",
            "NaN",
            "Infinity",
            "100000000000000000000",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "0x10",
            "1_000",
            "٣",
            "-5000-01-01T00:00:00Z",
            "300000-01-01T00:00:00Z",
            "+300000-01-01T00:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "0000-01-01T00:00:00+18:00",
            "9999-12-31T23:59:59.999999999-18:00",
            "2026-02-30T00:00:00Z",
            "2026-06-30T23:59:60Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T07:00:00+99:99",
            "infinity",
            "now()",
            "null",
            "true",
            "*",
            ".*",
            "a.*.*",
            "%",
            "_",
            "media_item.%",
            "%2500",
            "\ufffd",
            "\ufffe",
            "\ufeff",
            "\u202e",
            "😀",
            "é".repeat(300),
            "x".repeat(100_000),
            "a.".repeat(50_000));

    private static final List<String> BEFORE = List.of(
            "",
            "'",
            "\"",
            "')",
            "\\'",
            "$$",
            "'||",
            "1;",
            "x' ",
            "%' ",
            "}'",
            "*/",
            "E'\\",
            "{\"a\":\"",
            "\r\n",
            "<",
            "${");

    private static final List<String> INJECTIONS = List.of(
            "or 1=1",
            "or '1'='1",
            "; drop table events",
            "; select pg_sleep(10)",
            "union select null, version()",
            "and 1=cast(current_user as int)",
            "; copy events to program 'id'",
            "or exists(select 1 from pg_shadow)",
            "returning *",
            "jndi:ldap://localhost/a}",
            "script>alert(1)</script>",
            "X-Injected: yes");

    private static final List<String> AFTER = List.of("", " --", " /*");

    private final Random random;

    HostileValues(Random random) {
        this.random = random;
    }

    /** 204 of them: each beginning with each statement, and the endings by turns. */
    static List<String> injections() {
        List<String> all = new ArrayList<>();
        for (int before = 0; before < BEFORE.size(); before++) {
            for (int injection = 0; injection < INJECTIONS.size(); injection++) {
                String after = AFTER.get((before + injection) % AFTER.size());
                all.add(BEFORE.get(before) + INJECTIONS.get(injection) + after);
            }
        }
        return all;
    }

    /** Of whole characters: half of a pair cannot be sent as UTF-8, and becomes a question mark. */
    String next() {
        return new String(any().getBytes(UTF_8), UTF_8);
    }

    private String any() {
        return switch (random.nextInt(4)) {
            case 0 -> oneOf(EDGES);
            case 1 -> oneOf(BEFORE) + ' ' + oneOf(INJECTIONS) + oneOf(AFTER);
            case 2 -> oneOf(EDGES) + oneOf(EDGES);
            default -> {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(30); length > 0; length--) {
                    text.append((char) random.nextInt(1 << (3 + random.nextInt(14))));
                }
                yield text.toString();
            }
        };
    }

    private String oneOf(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}

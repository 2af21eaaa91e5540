package dev.annals.ingest.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header that a dead letter gets when it is sent to the topic again, so that a letter that comes back is known and its
 * attempts are counted: {@code annals-replay-of: topic-id/partition/offset/attempt}.
 *
 * @param letter the first letter of this record: topic id, partition and offset, with slashes between
 * @param attempt from 1
 */
public record ReplayMark(String letter, int attempt) {

    public static final String HEADER = "annals-replay-of";

    private static final Pattern VALUE =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]{1,9}/[0-9]{1,18})/([1-9][0-9]{0,5})");

    /** What the record says; nothing if it is no replay, or says it in a way that ours never do. */
    static Optional<ReplayMark> of(RawRecord record) {
        return record.headers().stream()
                .filter(header -> header.name().equals(HEADER))
                .reduce((first, last) -> last)
                .flatMap(ReplayMark::read);
    }

    private static Optional<ReplayMark> read(RawRecord.Header header) {
        byte[] value = header.value();
        if (value == null) {
            return Optional.empty();
        }
        Matcher matcher = VALUE.matcher(new String(value, StandardCharsets.UTF_8));
        return matcher.matches()
                ? Optional.of(new ReplayMark(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** These headers, with this one instead of an earlier one. */
    List<RawRecord.Header> in(List<RawRecord.Header> headers) {
        return Stream.concat(
                        headers.stream().filter(header -> !header.name().equals(HEADER)),
                        Stream.of(new RawRecord.Header(
                                HEADER, (letter + "/" + attempt).getBytes(StandardCharsets.UTF_8))))
                .toList();
    }
}

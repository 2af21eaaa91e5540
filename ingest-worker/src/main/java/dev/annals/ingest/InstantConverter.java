package dev.annals.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Of a time on the command line, or of a day, which begins at 00:00 UTC. */
final class InstantConverter implements ITypeConverter<Instant> {

    private static final int DAY = "2026-11-23".length();

    @Override
    public Instant convert(String text) {
        try {
            return text.length() == DAY
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text
                    + "' is no time; write it as 2026-11-23T07:00:00Z, 2026-11-23T08:00:00+01:00, or 2026-11-23 for its"
                    + " first moment (UTC)");
        }
    }
}

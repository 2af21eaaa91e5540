package dev.annals.ingest;

import dev.annals.ingest.store.LetterId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the ID of a dead letter from the command line. */
final class LetterIdConverter implements ITypeConverter<LetterId> {

    @Override
    public LetterId convert(String text) {
        try {
            return LetterId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

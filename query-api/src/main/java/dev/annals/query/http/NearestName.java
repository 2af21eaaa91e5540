package dev.annals.query.http;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.Optional;

/** What somebody may have meant who wrote a name that does not exist. */
public final class NearestName {

    /** A name further away than this, in characters changed, is no help. */
    private static final int MAX_DISTANCE = 4;

    private static final int MAX_LENGTH = 100;

    private NearestName() {}

    /** The known name with the fewest characters to change, if it is near at all. */
    public static Optional<String> of(String unknown, Collection<String> known) {
        if (unknown.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .min(comparingInt(name -> distance(unknown, name)))
                .filter(name -> distance(unknown, name) <= Math.min(MAX_DISTANCE, name.length() / 2));
    }

    /** Levenshtein's: characters inserted, deleted or replaced. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}

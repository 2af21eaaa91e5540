package dev.annals.event;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one object, to find those that are given twice. Nearly every object has a few: to compare with each of them is
 * quicker than a set. Confined to one object.
 */
final class SeenKeys {

    private static final int FEW = 16;

    private final String[] few = new String[FEW];
    private int count;
    private @Nullable Set<String> many;

    /** Whether it was not there yet. */
    boolean add(String key) {
        if (many != null) {
            return many.add(key);
        }
        for (int i = 0; i < count; i++) {
            if (few[i].equals(key)) {
                return false;
            }
        }
        if (count == FEW) {
            many = new HashSet<>(Arrays.asList(few));
            return many.add(key);
        }
        few[count++] = key;
        return true;
    }
}

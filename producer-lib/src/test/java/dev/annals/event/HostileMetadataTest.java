package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a service's map does, the service gets an answer soon: an event, or what is wrong. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class HostileMetadataTest {

    private static final String TOO_DEEP = "metadata: is nested deeper than 32 levels";
    private static final String TOO_LARGE = "metadata: has more than 65536 bytes of UTF-8";

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void map_isRefused_withoutHarm(String name, Map<?, ?> map, String problem) {
        // Given
        var draft = Event.draft("media", "media_item.added").metadata(map);

        // Then
        assertThat(Problems.of(draft::toEvent)).containsExactly(problem);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments("holds itself", holdsItself(1), TOO_DEEP),
                arguments("holds itself twice", holdsItself(2), TOO_DEEP),
                arguments("holds a list that holds itself", Map.of("a", listThatHoldsItself()), TOO_DEEP),
                arguments("doubles at each of 31 levels", doubling(31), TOO_LARGE),
                arguments("doubles at each of 33 levels", doubling(33), TOO_DEEP),
                arguments("a path, whose only element is itself", Map.of("a", Path.of("x")), TOO_DEEP),
                arguments("endless nulls", Map.of("a", endless(() -> null)), TOO_LARGE),
                arguments("endless empty strings", Map.of("a", endless(() -> "")), TOO_LARGE),
                arguments("endless empty lists", Map.of("a", endless(List::of)), TOO_LARGE),
                arguments("endless entries", entries(endless(() -> Map.entry("k" + System.nanoTime(), ""))), TOO_LARGE),
                arguments(
                        "throws as an iterator",
                        Map.of("a", throwing()),
                        couldNotBeRead(".a", "IllegalStateException")),
                arguments("throws as a map", throwingMap(), couldNotBeRead("", "UnsupportedOperationException")),
                arguments(
                        "throws in its middle",
                        Map.of("a", List.of(1, Map.of("b", throwing()))),
                        couldNotBeRead(".a[1].b", "IllegalStateException")),
                arguments("null for entries", entries(null), couldNotBeRead("", "NullPointerException")),
                arguments(
                        "null for an entry",
                        entries(Collections.singleton(null)),
                        couldNotBeRead("", "NullPointerException")),
                arguments(
                        "throws what it does not declare",
                        Map.of("a", endless(HostileMetadataTest::sneakyIoException)),
                        "metadata.a: could not be read: java.io.IOException"),
                arguments("the same key twice", sameKeyTwice(), "metadata.k: is given twice"),
                arguments(
                        "a number of its own kind",
                        Map.of("a", new NumberThatThrows()),
                        "metadata.a: a " + NumberThatThrows.class.getName()
                                + " cannot be written; give a number of java.lang or java.math"),
                arguments(
                        "a decimal of its own kind",
                        Map.of("a", new DecimalThatThrows()),
                        "metadata.a: a " + DecimalThatThrows.class.getName()
                                + " cannot be written; give a number of java.lang or java.math"),
                arguments(
                        "an object whose toString throws",
                        Map.of("a", new TextThatThrows()),
                        "metadata.a: a " + TextThatThrows.class.getName()
                                + " cannot be written; give a string, number, boolean, map, list or null"),
                arguments(
                        "an integer of 100 million bits",
                        Map.of("a", BigInteger.ONE.shiftLeft(100_000_000)),
                        "metadata.a: the number has more than 64 digits when written out"),
                arguments(
                        "a decimal of 100 million bits",
                        Map.of("a", new BigDecimal(BigInteger.ONE.shiftLeft(100_000_000), 5)),
                        "metadata.a: the number has more than 64 digits when written out"),
                arguments("a string of 100 MB", Map.of("a", "x".repeat(100_000_000)), TOO_LARGE));
    }

    @Test
    void endlessProblems_endAfter50() {
        // Given
        var map = entries(endless(() -> Map.entry(1, 1)));

        // When
        var problems = Problems.of(() -> Metadata.of(map));

        // Then
        assertThat(problems).hasSize(51).last().isEqualTo("and more: only the first 50 are listed");
    }

    @Test
    void map_isRefused_whenItChangesWhileItIsRead() {
        // Given
        var map = new HashMap<String, Object>(Map.of("a", 1, "b", 2, "c", 3));
        map.put("grows", (Iterable<Object>) () -> {
            map.put("d" + map.size(), 4);
            return Collections.emptyIterator();
        });
        map.put("z", (Iterable<Object>) () -> {
            map.put("e" + map.size(), 4);
            return Collections.emptyIterator();
        });

        // When
        var problems = Problems.of(() -> Metadata.of(map));

        // Then
        assertThat(problems).singleElement().asString().endsWith(ConcurrentModificationException.class.getName());
    }

    private static String couldNotBeRead(String path, String exception) {
        return "metadata" + path + ": could not be read: java.lang." + exception;
    }

    private static Map<String, Object> holdsItself(int times) {
        var map = new HashMap<String, Object>();
        for (int i = 0; i < times; i++) {
            map.put("self" + i, map);
        }
        return map;
    }

    private static List<Object> listThatHoldsItself() {
        var list = new ArrayList<Object>();
        list.add(list);
        return list;
    }

    private static Map<String, Object> doubling(int levels) {
        Map<String, Object> inner = Map.of();
        for (int level = 1; level < levels; level++) {
            var map = new IdentityHashMap<String, Object>(); // a HashMap's equal values would be compared for ever
            map.put("l", inner);
            map.put("r", inner);
            inner = map;
        }
        return inner;
    }

    private static Map<String, Object> sameKeyTwice() {
        var map = new IdentityHashMap<String, Object>();
        map.put(new String("k"), 1);
        map.put(new String("k"), 2);
        return map;
    }

    private static <T> Endless<T> endless(Supplier<T> values) {
        return new Endless<>(values);
    }

    private static Iterable<Object> throwing() {
        return () -> {
            throw new IllegalStateException("not now");
        };
    }

    private static Map<Object, Object> throwingMap() {
        return new AbstractMap<>() {
            @Override
            public boolean isEmpty() {
                throw new UnsupportedOperationException("nor this");
            }

            @Override
            public Set<Entry<Object, Object>> entrySet() {
                throw new UnsupportedOperationException("not this");
            }
        };
    }

    private static Map<Object, Object> entries(Iterable<?> entries) {
        return new MapOf(entries);
    }

    /** As code in Kotlin does, or in Java with a trick. */
    private static Object sneakyIoException() {
        return HostileMetadataTest.<RuntimeException, Object>sneak(new IOException("disk"));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception, T> T sneak(Exception e) throws E {
        throw (E) e;
    }

    /** Never has enough. */
    private record Endless<T>(Supplier<T> values) implements Iterable<T> {
        @Override
        public Iterator<T> iterator() {
            return Stream.generate(values).iterator();
        }
    }

    /** A map of whatever entries, or of null. */
    private static final class MapOf extends AbstractMap<Object, Object> {
        private final Iterable<?> entries;

        MapOf(Iterable<?> entries) {
            this.entries = entries;
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return entries == null ? null : new EntrySet(entries.iterator());
        }
    }

    private static final class EntrySet extends AbstractSet<Map.Entry<Object, Object>> {
        private final Iterator<?> entries;

        EntrySet(Iterator<?> entries) {
            this.entries = entries;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Iterator<Map.Entry<Object, Object>> iterator() {
            return (Iterator<Map.Entry<Object, Object>>) entries;
        }

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }
    }

    private static final class NumberThatThrows extends Number {
        @Override
        public int intValue() {
            throw new NoSuchElementException();
        }

        @Override
        public long longValue() {
            throw new NoSuchElementException();
        }

        @Override
        public float floatValue() {
            throw new NoSuchElementException();
        }

        @Override
        public double doubleValue() {
            throw new NoSuchElementException();
        }
    }

    private static final class DecimalThatThrows extends BigDecimal {
        DecimalThatThrows() {
            super(0);
        }

        @Override
        public BigInteger unscaledValue() {
            throw new NoSuchElementException();
        }

        @Override
        public String toString() {
            throw new NoSuchElementException();
        }
    }

    private static final class TextThatThrows {
        @Override
        public String toString() {
            throw new NoSuchElementException();
        }

        @Override
        public int hashCode() {
            throw new NoSuchElementException();
        }

        @Override
        public boolean equals(Object other) {
            throw new NoSuchElementException();
        }
    }
}

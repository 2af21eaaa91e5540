package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher without a spool has none of it: not even its classes are loaded. */
class WithoutSpoolTest {

    @TempDir
    private Path directory;

    @Test
    void publisher_loadsNothingOfTheSpool_withoutOne() throws Exception {
        // Given
        Recording classes = new Recording();

        // When
        classes.loadClass(Service.class.getName()).getMethod("publish").invoke(null);

        // Then
        assertThat(classes.loaded)
                .contains(EventPublisher.class.getName())
                .noneMatch(name -> name.startsWith("dev.annals.producer.spool."))
                .doesNotContain(Spooler.class.getName(), SpooledRoute.class.getName(), SpoolLedger.class.getName());
    }

    @Test
    void publisher_loadsTheSpool_withOne() throws Exception {
        // Given
        Recording classes = new Recording();

        // When
        classes.loadClass(Service.class.getName())
                .getMethod("spool", Path.class)
                .invoke(null, directory);

        // Then
        assertThat(classes.loaded).contains(Spooler.class.getName(), "dev.annals.producer.spool.SpoolLog");
    }

    /** What a service does. */
    public static final class Service {
        public static void publish() {
            publish(TestPublishers.builder());
        }

        public static void spool(Path directory) {
            publish(TestPublishers.builder().spoolDirectory(directory));
        }

        private static void publish(EventPublisherBuilder builder) {
            try (EventPublisher publisher = builder.build(FakeTransport::acknowledgeAll)) {
                publisher.publish(TestPublishers.movie("m-1")).join();
            }
        }
    }

    /** Loads our classes anew, and notes which. */
    private static final class Recording extends ClassLoader {
        private final Set<String> loaded = ConcurrentHashMap.newKeySet();

        Recording() {
            super(WithoutSpoolTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.annals.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                loaded.add(name);
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}

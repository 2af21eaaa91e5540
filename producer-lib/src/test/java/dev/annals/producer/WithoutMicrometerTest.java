package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Micrometer is optional: a service without it on its class path publishes all the same. */
class WithoutMicrometerTest {

    @Test
    void publisher_works() throws Exception {
        // Given
        ClassLoader withoutMicrometer = new WithoutMicrometer();
        Class<?> service = withoutMicrometer.loadClass(Service.class.getName());

        // When
        service.getMethod("publish").invoke(null);

        // Then
        assertThat(service.getClassLoader()).isSameAs(withoutMicrometer);
        assertThatThrownBy(() -> withoutMicrometer.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    /** What a service does. */
    public static final class Service {
        public static void publish() {
            try (EventPublisher publisher = TestPublishers.builder().build(FakeTransport::acknowledgeAll)) {
                publisher.publish(TestPublishers.movie("m-1")).join();
            }
        }
    }

    /** Loads our classes anew, and everything else but Micrometer from the parent. */
    private static final class WithoutMicrometer extends ClassLoader {

        WithoutMicrometer() {
            super(WithoutMicrometerTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.micrometer.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.annals.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
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

package dev.annals.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.ChaosCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the documents point at exists. */
class DocsTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^###? (.+)$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern CHAOS = Pattern.compile("`chaos ([a-z0-9-]+)`");
    private static final Pattern EXAMPLE =
            Pattern.compile("// readme: (?:publisher|create)\\n(.*?)\\n *// readme: end", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/ARCHITECTURE.md",
                "docs/OPERATIONS.md",
                "docs/PERFORMANCE.md",
                "docs/RATIONALE.md",
                "docs/RELIABILITY.md"
            })
    void everyLink_leadsSomewhere(String document) throws IOException {
        Path file = ROOT.resolve(document);

        for (Matcher link = LINK.matcher(Files.readString(file)); link.find(); ) {
            Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(headings(target)).contains(link.group(2));
            }
        }
    }

    /** As the links to them are written. */
    private static List<String> headings(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/ARCHITECTURE.md", "docs/RELIABILITY.md"})
    void everyGuarantee_namesATestThatExists(String document) throws IOException {
        // Given
        List<Path> tests = javaFiles();
        String guarantees = Files.readString(ROOT.resolve(document));
        List<String> named = new ArrayList<>();

        // When
        for (Matcher test = TEST.matcher(guarantees); test.find(); ) {
            named.add(test.group());
            Path file = tests.stream()
                    .filter(path -> path.endsWith(test.group(1) + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no " + test.group(1)));

            // Then
            if (test.group(2) != null) {
                assertThat(Files.readString(file)).contains(" " + test.group(2) + "(");
            }
        }
        assertThat(named).hasSizeGreaterThan(20);
    }

    @Test
    void everyChaosScenario_isInTheListOfFaults_andNoOther() throws IOException {
        // Given
        StringWriter list = new StringWriter();
        new CommandLine(new ChaosCommand()).setOut(new PrintWriter(list)).execute("list");

        // When
        List<String> named = CHAOS.matcher(Files.readString(ROOT.resolve("docs/RELIABILITY.md")))
                .results()
                .map(scenario -> scenario.group(1))
                .distinct()
                .toList();

        // Then
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(list.toString()
                        .lines()
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList());
    }

    @Test
    void examples_areThoseThatAreTested() throws IOException {
        // Given
        Path test = javaFiles().stream()
                .filter(path -> path.endsWith("ReadmeExamplesIT.java"))
                .findFirst()
                .orElseThrow();
        List<String> shown = new ArrayList<>();

        // When
        for (Matcher example = EXAMPLE.matcher(Files.readString(test)); example.find(); ) {
            shown.add(example.group(1)
                    .stripIndent()
                    .replace("(kafka) // \"localhost:9092\"", "(\"localhost:9092\")")
                    .replace("        .topicPrefix(prefix)\n", ""));
        }

        // Then
        assertThat(shown).hasSize(2);
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(shown).allSatisfy(code -> assertThat(readme).contains("```java\n" + code + "\n```"));
    }

    private static List<Path> javaFiles() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(path -> path.toString().contains("src/test/java")
                            && path.toString().endsWith(".java"))
                    .toList();
        }
    }
}

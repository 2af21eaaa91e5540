package dev.annals.allinone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, over all modules. */
class LayeringTest {

    private static final String EVENT = "dev.annals.event..";
    private static final String PRODUCER = "dev.annals.producer..";
    private static final String INGEST = "dev.annals.ingest..";
    private static final String UPKEEP = "dev.annals.ingest.upkeep..";
    private static final String QUERY = "dev.annals.query..";
    private static final String[] SHIPPED = {EVENT, PRODUCER, INGEST, QUERY};

    private static final String[] SQL = {
        "java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..", "org.flywaydb.."
    };
    private static final String[] KAFKA = {"org.apache.kafka..", "kafka.."};

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")) // of other modules, for the benchmarks
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("dev.annals");

    /** Rules over packages that are not there would all hold. */
    @Test
    void everyModule_isLookedAt() {
        Set<String> packages = OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages)
                .contains(
                        "dev.annals.event",
                        "dev.annals.producer",
                        "dev.annals.producer.spool",
                        "dev.annals.ingest",
                        "dev.annals.ingest.activity",
                        "dev.annals.ingest.consume",
                        "dev.annals.ingest.upkeep",
                        "dev.annals.ingest.store",
                        "dev.annals.query",
                        "dev.annals.query.http",
                        "dev.annals.query.search",
                        "dev.annals.testkit",
                        "dev.annals.chaos",
                        "dev.annals.benchmarks",
                        "dev.annals.allinone",
                        "dev.annals.command");
    }

    @Test
    void event_needsTheJdkAndJacksonCoreOnly() {
        check(classes()
                .that()
                .resideInAPackage(EVENT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(EVENT, "java..", "com.fasterxml.jackson.core..", "org.jspecify.."));
    }

    @Test
    void producer_knowsNothingOfWorkerAndApi() {
        check(noClasses()
                .that()
                .resideInAPackage(PRODUCER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INGEST, QUERY));
    }

    @Test
    void workerAndApi_doNotKnowEachOther_norThePublisher() {
        check(noClasses()
                .that()
                .resideInAPackage(INGEST)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(QUERY));
        check(
                noClasses() // but for upkeep, which says what it did
                        .that(resideInAnyPackage(INGEST).and(resideOutsideOfPackages(UPKEEP)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(PRODUCER));
        check(noClasses()
                .that()
                .resideInAPackage(QUERY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INGEST, PRODUCER));
    }

    @Test
    void subPackage_neverImportsItsParent() {
        check(classes().that().resideInAPackage("dev.annals..").should(notDependOnAParentPackage()));
    }

    @Test
    void packages_formNoCycles() {
        check(SlicesRuleDefinition.slices().matching("dev.annals.(**)").should().beFreeOfCycles());
    }

    @Test
    void sql_isTouchedByStoreAndSearchOnly() {
        check(noClasses()
                .that(resideInAnyPackage(SHIPPED)
                        .and(resideOutsideOfPackages("dev.annals.ingest.store..", "dev.annals.query.search..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SQL));
    }

    @Test
    void kafka_isTouchedByPublisherPollLoopAndActivityOnly() {
        check(noClasses()
                .that(resideInAnyPackage(SHIPPED)
                        .and(resideOutsideOfPackages(
                                PRODUCER, "dev.annals.ingest.consume..", "dev.annals.ingest.activity..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(KAFKA));
    }

    @Test
    void http_isServedByItsPackageOnly() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        EVENT,
                        PRODUCER,
                        "dev.annals.ingest.activity..",
                        "dev.annals.ingest.consume..",
                        "dev.annals.ingest.store..",
                        "dev.annals.query.search..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty.."));
    }

    /** Kafka's broker is kafka.., its client org.apache.kafka. */
    @Test
    void whatShips_holdsNoBrokerNoDatabaseAndNoTestCode() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SHIPPED)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.annals.testkit..",
                        "dev.annals.chaos..",
                        "dev.annals.benchmarks..",
                        "dev.annals.allinone..",
                        "dev.annals.command..",
                        "kafka..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..",
                        "org.testcontainers.."));
    }

    @Test
    void testkit_knowsNothingOfEvents() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.annals.testkit..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.annals..").and(resideOutsideOfPackages("dev.annals.testkit.."))));
    }

    private static void check(ArchRule rule) {
        rule.check(OURS);
    }

    private static ArchCondition<JavaClass> notDependOnAParentPackage() {
        return new ArchCondition<>("not depend on a parent of their package") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                from.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                isParent(dependency.getTargetClass().getPackageName(), from.getPackageName()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(from, dependency.getDescription())));
            }
        };
    }

    private static boolean isParent(String parent, String child) {
        return parent.startsWith("dev.annals.") && child.startsWith(parent + ".");
    }
}

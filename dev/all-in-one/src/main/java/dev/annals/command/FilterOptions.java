package dev.annals.command;

import dev.annals.event.EventFilter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The API's filters as options; what breaks a rule is told in the same words. */
final class FilterOptions {

    @Option(names = "--category", paramLabel = "NAME", description = "may be repeated, like most: any of them")
    private List<String> categories = List.of();

    @Option(names = "--type", paramLabel = "TYPE", description = "media_item.added, or 'media_item.*' for all below")
    private List<String> types = List.of();

    @Option(names = "--exclude-type", paramLabel = "TYPE", description = "none of these, written the same way")
    private List<String> excludedTypes = List.of();

    @Option(names = "--severity", paramLabel = "SEVERITY", description = "info, warning or error")
    private List<String> severities = List.of();

    @Option(names = "--actor-type", paramLabel = "TYPE", description = "user, system or job")
    private List<String> actorTypes = List.of();

    @Option(names = "--actor-id", paramLabel = "ID", description = "once, together with --actor-type")
    private @Nullable String actorId;

    @Option(names = "--resource-type", paramLabel = "TYPE", description = "such as movie")
    private List<String> resourceTypes = List.of();

    @Option(names = "--resource-id", paramLabel = "ID", description = "once, together with --resource-type")
    private @Nullable String resourceId;

    EventFilter filter() throws UsageProblemException {
        EventFilter.Builder filter = EventFilter.builder();
        try {
            all("--category", categories, filter::category);
            all("--type", types, filter::type);
            all("--exclude-type", excludedTypes, filter::excludeType);
            all("--severity", severities, filter::severity);
            all("--actor-type", actorTypes, filter::actorType);
            all("--resource-type", resourceTypes, filter::resourceType);
            one("--actor-id", actorId, filter::actorId);
            one("--resource-id", resourceId, filter::resourceId);
            return filter.build();
        } catch (IllegalArgumentException e) {
            throw new UsageProblemException(e.getMessage());
        }
    }

    private static void one(String option, @Nullable String value, Consumer<String> setter) {
        if (value != null) {
            all(option, List.of(value), setter);
        }
    }

    private static void all(String option, List<String> values, Consumer<String> setter) {
        for (String value : values) {
            try {
                setter.accept(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + " " + e.getMessage(), e);
            }
        }
    }
}

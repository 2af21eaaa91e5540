package dev.annals.chaos;

import dev.annals.chaos.verify.Journals;
import dev.annals.chaos.verify.Stored;
import dev.annals.chaos.verify.Verdict;
import dev.annals.chaos.verify.Verdict.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What should hold after a trial, and does not. Of a negative control only the verdict is looked at. Confined to one thread. */
final class Complaints {

    /** A recovery that did not come, in milliseconds. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Duration TO_BUILD = Duration.ofSeconds(1); // a new JVM loads classes
    private static final Duration TO_CLOSE = Duration.ofSeconds(6);

    /** At a call a second: at 2,000 a second one stack in 100 to 1,300 is in publish, and 15,000 tell. */
    private static final long STACKS_TO_JUDGE = 15_000L * 2_000;

    private final Scenario scenario;
    private final Scenario.Expectation expectation;
    private final Foreseen foreseen;
    private final boolean isShort;
    private final List<String> all = new ArrayList<>();

    /** @param isShort whether the fault was over sooner than the scenario has it: what takes long may not have come */
    Complaints(Scenario scenario, Foreseen foreseen, boolean isShort) {
        this.scenario = scenario;
        this.expectation = scenario.expectation();
        this.foreseen = foreseen;
        this.isShort = isShort;
    }

    List<String> all() {
        return all;
    }

    void add(String complaint) {
        all.add(complaint);
    }

    private boolean isControl() {
        return !scenario.expected().isEmpty();
    }

    void ofVerdict(Verdict verdict) {
        if (!isControl()) {
            if (!verdict.isClean()) {
                add(verdict.toString().strip());
            }
            return;
        }
        Set<Finding> found = EnumSet.noneOf(Finding.class);
        for (Finding finding : Finding.values()) {
            if (verdict.count(finding) > 0) {
                found.add(finding);
            }
        }
        if (!found.containsAll(scenario.expected())) {
            add("the verifier did not find " + scenario.expected() + ", only " + found);
        }
    }

    /** @param torn publishers that were killed: each may have left half a record */
    void ofRejections(Journals journals, long torn) {
        if (isControl()) {
            return;
        }
        Set<String> reasons = journals.rejected().keySet();
        if (!expectation.mayReject().containsAll(reasons)) {
            add("rejected: " + journals.rejected());
        }
        if (expectation.rejectsSome() && !isShort && !reasons.containsAll(expectation.mayReject())) {
            add("rejected should be some for each of " + expectation.mayReject() + ", but are " + journals.rejected());
        }
        if (journals.untold() > torn && expectation.mayReject().isEmpty()) {
            add("counted as rejected, and nobody was told which: " + journals.untold());
        }
    }

    /** @param recovery in milliseconds; negative if nothing was to be healed, or {@link #NEVER} */
    void ofRecovery(long recovery) {
        if (isControl()) {
            return;
        }
        if (recovery == NEVER) {
            add("nothing was acknowledged after the heal");
        } else if (recovery > expectation.recovery()) {
            add("recovered after " + recovery + " ms, allowed are " + expectation.recovery());
        }
    }

    void ofPublishers(Journals journals, boolean isHealed) {
        if (isControl()) {
            return;
        }
        if (foreseen.spoolFails() && journals.spoolFailures() == 0) {
            add("no publisher's spool failed; its disk was to");
        }
        if (scenario.setup().spool() && isHealed && !journals.isSpooledSinceHealed()) {
            add("nothing went to the spool after the heal");
        }
        if (journals.longestBuild() > TO_BUILD.toNanos()) {
            add("the construction of a publisher took " + journals.longestBuild() / 1_000_000 + " ms");
        }
        if (journals.longestClose() > TO_CLOSE.toNanos()) {
            add("close(5 s) took " + journals.longestClose() / 1_000_000 + " ms");
        }
        if (expectation.paced()) {
            ofCalls(journals);
        }
    }

    private void ofCalls(Journals journals) {
        if (journals.hasSlowCalls()) {
            add("the p99.9 of publish is over 1 ms, and over twice that of doing nothing");
        }
        if (!isShort && (journals.p999() == 0 || journals.stacks() == 0)) {
            add("too few calls of publish were timed, or the stack of no caller was looked at");
        }
        if (journals.stacks() * scenario.setup().perSecond() >= STACKS_TO_JUDGE && journals.stacksInPublish() == 0) {
            add("none of " + journals.stacks() + " stacks of callers was in publish: what looks is broken");
        }
    }

    /**
     * @param gaps how many are recorded, also of an earlier topic of the same name
     * @param standstill the longest time without a new row while the fault went on
     */
    void ofStored(Stored stored, long gaps, Duration standstill) throws Exception {
        if (isControl()) {
            return;
        }
        if (!stored.deadByReason().equals(foreseen.dead())) {
            add("dead letters are " + stored.deadByReason() + ", expected are " + foreseen.dead());
        }
        List<Stored.Gap> expected = foreseen.gaps();
        if (stored.gaps().size() != expected.size()
                || !stored.gaps().containsAll(expected)
                || gaps != expected.size()) {
            add("gaps are " + stored.gaps() + ", expected are " + expected + "; recorded for all topics are " + gaps);
        }
        if (standstill.toMillis() > expectation.standstill()) {
            add("no new row for " + standstill.toSeconds() + " s while the fault went on");
        }
        for (Map.Entry<String, Condition> condition : foreseen.conditions().entrySet()) {
            if (!condition.getValue().holds()) {
                add("does not hold: " + condition.getKey());
            }
        }
    }

    /** It tells what is stored, however long it was away. */
    void ofApi(Analyst analyst, long rows, Duration patience) throws Exception {
        if (isControl()) {
            return;
        }
        all.addAll(analyst.complaints());
        if (analyst.pages() == 0) {
            add("the API gave no page");
        }
        if (expectation.paced() && !foreseen.apiMayBeAway() && analyst.notNow() > 0) {
            add("the API could not answer " + analyst.notNow() + " times, and PostgreSQL was there");
        }
        if (!Condition.comesTrue(patience, () -> analyst.count() == rows)) {
            add("the API counts " + analyst.count() + " events, the table has " + rows);
        }
    }
}

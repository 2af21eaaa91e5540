package dev.annals.command.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GitLogReaderTest {

    private static final String ADA = "\0c1\0Ada\0ada@example.com\0" + "1700000000\0" + "1700000001\0";

    @Test
    void changes_belongToTheCommitAboveThem() throws IOException {
        // Given
        String log = ADA + "first\0\nA\0a.txt\0M\0b.txt\0" + "\0c2\0Ben\0ben@example.com\0" + "17\0"
                + "18\0second\0\nD\0a.txt\0";

        // When
        List<FileChange> changes = read(log);

        // Then
        assertThat(changes)
                .extracting(change -> change.commit().hash() + " " + change.status() + " " + change.path())
                .containsExactly("c1 A a.txt", "c1 M b.txt", "c2 D a.txt");
        assertThat(changes.get(2).commit())
                .isEqualTo(new Commit("c2", text("Ben"), text("ben@example.com"), "17", "18", text("second")));
    }

    @Test
    void renameAndCopy_haveTheOldPathFirst() throws IOException {
        // When
        List<FileChange> changes = read(ADA + "moved\0\nR087\0old.txt\0new.txt\0C100\0one\0two\0T\0link\0");

        // Then
        assertThat(changes)
                .extracting(FileChange::kind, FileChange::oldPath, FileChange::path)
                .containsExactly(
                        tuple(ChangeKind.RENAMED, text("old.txt"), text("new.txt")),
                        tuple(ChangeKind.COPIED, text("one"), text("two")),
                        tuple(ChangeKind.TYPE_CHANGED, null, text("link")));
    }

    @Test
    void names_mayHoldAnythingButZero() throws IOException {
        // Given
        String name = "line\nfeed \"quoted\"\t M \\ ü";

        // When
        List<FileChange> changes = read(ADA + "A\0\nA\0" + name + "\0M\0M\0");

        // Then
        assertThat(changes).extracting(change -> change.path().value()).containsExactly(name, "M");
    }

    @Test
    void commitsWithoutChanges_arePassedOver() throws IOException {
        // Given
        String empty = "\0c0\0Ben\0b@x\0" + "1\0" + "2\0nothing\0";

        // When
        List<FileChange> changes = read(empty + empty + ADA + "some\0\nA\0a\0" + empty);

        // Then
        assertThat(changes).extracting(change -> change.commit().hash()).containsExactly("c1");
    }

    @Test
    void missingNameMailDateAndSubject_areEmpty() throws IOException {
        // When
        List<FileChange> changes = read("\0c1\0\0\0\0\0\0\nA\0a\0");

        // Then
        assertThat(changes.get(0).commit()).isEqualTo(new Commit("c1", text(""), text(""), "", "", text("")));
    }

    @Test
    void namesLongerThanTheBuffer_areReadWhole() throws IOException {
        // Given
        String name = "x".repeat(200_000);

        // When
        List<FileChange> changes = read(ADA + "long\0\nA\0" + name + "\0");

        // Then
        assertThat(changes.get(0).path().value()).isEqualTo(name);
    }

    @Test
    void outputCutOff_isAnError() {
        assertThatThrownBy(() -> read(ADA + "first\0\nA\0a.t")).hasMessageContaining("ends in the middle of a name");
        assertThatThrownBy(() -> read(ADA + "first\0\nR100\0a\0"))
                .hasMessageContaining("ends in the middle of a commit");
    }

    @Test
    void unknownStatus_isAnError() {
        assertThatThrownBy(() -> read(ADA + "first\0\nX\0a\0"))
                .hasMessageContaining("not one of A, M, D, R, C, T: \"X\"");
    }

    private static GitText text(String value) {
        return new GitText(value, true);
    }

    private static List<FileChange> read(String log) throws IOException {
        InputStream in = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8));
        GitLogReader reader = new GitLogReader(in);
        List<FileChange> changes = new ArrayList<>();
        for (FileChange change = reader.next(); change != null; change = reader.next()) {
            changes.add(change);
        }
        return changes;
    }
}

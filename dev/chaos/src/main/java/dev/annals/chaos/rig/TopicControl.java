package dev.annals.chaos.rig;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What operators, careful and careless ones, do to a topic and the groups that read it. */
public final class TopicControl implements AutoCloseable {

    private final Admin admin;
    private final String topic;

    TopicControl(String bootstrapServers, String topic) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.topic = topic;
    }

    /** It changes when the topic is deleted and made anew. */
    public UUID id() throws ExecutionException, InterruptedException {
        var id = describe().topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public int partitions() throws ExecutionException, InterruptedException {
        return describe().partitions().size();
    }

    private TopicDescription describe() throws ExecutionException, InterruptedException {
        return admin.describeTopics(Set.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next();
    }

    /** The offset of the next record, by partition. */
    public Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = describe().partitions().stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                admin.listOffsets(asked).all().get().entrySet()) {
            ends.put(end.getKey().partition(), end.getValue().offset());
        }
        return ends;
    }

    public void delete() throws ExecutionException, InterruptedException {
        admin.deleteTopics(Set.of(topic)).all().get();
    }

    public void increasePartitions(int partitions) throws ExecutionException, InterruptedException {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    /** As retention does, but now, and by the record: by partition, the first offset that stays. */
    public void removeBefore(Map<Integer, Long> offsets) throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> wanted = new HashMap<>();
        offsets.forEach((partition, offset) ->
                wanted.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
        admin.deleteRecords(wanted).all().get();
    }

    /** With its offsets; it must have no members. */
    public void deleteGroup(String group) throws ExecutionException, InterruptedException {
        admin.deleteConsumerGroups(List.of(group)).all().get();
    }

    /** Sets what a group without members has committed. */
    public void commit(String group, Map<Integer, Long> offsets) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        offsets.forEach((partition, offset) ->
                committed.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
        admin.alterConsumerGroupOffsets(group, committed).all().get();
    }

    @Override
    public void close() {
        admin.close();
    }
}

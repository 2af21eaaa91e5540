package dev.annals.chaos.rig;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * What operators, careful and careless ones, do to a topic and the groups that read it; not behind the link. Each call is a
 * connection of its own, as brokers come and go.
 */
public final class Topic {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final String name;

    Topic(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
    }

    /** Returns when its partitions can be written; on three brokers, two have each event before it is acknowledged. */
    public void create(int partitions, int replicas) throws IOException, InterruptedException {
        NewTopic topic = new NewTopic(name, partitions, (short) replicas)
                .configs(Map.of(
                        "message.timestamp.type", "LogAppendTime", "min.insync.replicas", replicas > 2 ? "2" : "1"));
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IOException("cannot create the topic " + name, e);
            }
        }
        awaitReplicas(replicas);
    }

    /** Until that many have everything of each partition. */
    public void awaitReplicas(int inSync) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            long start = System.nanoTime();
            while (!isInSync(admin, inSync)) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException("the topic " + name + " has not " + inSync + " replicas in sync");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** It changes when the topic is deleted and made anew. */
    public UUID id() throws IOException, InterruptedException {
        var id = ask(this::describe).topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public boolean exists() throws IOException, InterruptedException {
        return ask(admin -> admin.listTopics().names().get().contains(name));
    }

    /** Of partition 0. */
    public int leader() throws IOException, InterruptedException {
        return ask(this::describe).partitions().get(0).leader().id();
    }

    public int partitions() throws IOException, InterruptedException {
        return ask(this::describe).partitions().size();
    }

    /** The offset of the next record, by partition. */
    public Map<Integer, Long> ends() throws IOException, InterruptedException {
        return ask(admin -> {
            Map<TopicPartition, OffsetSpec> asked = describe(admin).partitions().stream()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(name, partition.partition()),
                            partition -> OffsetSpec.latest()));
            Map<Integer, Long> ends = new HashMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                    admin.listOffsets(asked).all().get().entrySet()) {
                ends.put(end.getKey().partition(), end.getValue().offset());
            }
            return ends;
        });
    }

    public void set(String key, String value) throws IOException, InterruptedException {
        var change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        ask(admin -> admin.incrementalAlterConfigs(Map.of(topic, List.of(change)))
                .all()
                .get());
    }

    public void delete() throws IOException, InterruptedException {
        ask(admin -> admin.deleteTopics(Set.of(name)).all().get());
    }

    public void increasePartitions(int partitions) throws IOException, InterruptedException {
        ask(admin -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                .all()
                .get());
    }

    /** As retention does, but now, and by the record: by partition, the first offset that stays. */
    public void removeBefore(Map<Integer, Long> offsets) throws IOException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> wanted = new HashMap<>();
        offsets.forEach((partition, offset) ->
                wanted.put(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)));
        ask(admin -> admin.deleteRecords(wanted).all().get());
    }

    /** Which of Kafka's protocols the group uses: {@code classic} or {@code consumer}. */
    public String groupType(String group) throws IOException, InterruptedException {
        return ask(admin -> admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .values()
                .iterator()
                .next()
                .get()
                .type()
                .toString());
    }

    /** With its offsets; it must have no members. */
    public void deleteGroup(String group) throws IOException, InterruptedException {
        ask(admin -> admin.deleteConsumerGroups(List.of(group)).all().get());
    }

    /** Sets what a group without members has committed. */
    public void commit(String group, Map<Integer, Long> offsets) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        offsets.forEach((partition, offset) ->
                committed.put(new TopicPartition(name, partition), new OffsetAndMetadata(offset)));
        ask(admin -> admin.alterConsumerGroupOffsets(group, committed).all().get());
    }

    private boolean isInSync(Admin admin, int replicas) throws InterruptedException {
        try {
            return describe(admin).partitions().stream()
                    .allMatch(partition -> partition.leader() != null
                            && !partition.leader().isEmpty()
                            && partition.isr().size() >= replicas);
        } catch (ExecutionException e) {
            return false; // not known everywhere yet
        }
    }

    private TopicDescription describe(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTopics(Set.of(name))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next();
    }

    private <T> T ask(Question<T> question) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            return question.of(admin);
        } catch (ExecutionException e) {
            throw new IOException("Kafka refused what was asked of the topic " + name, e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    @FunctionalInterface
    private interface Question<T> {
        T of(Admin admin) throws ExecutionException, InterruptedException;
    }
}

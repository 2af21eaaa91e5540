package dev.annals.chaos.rig;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** A topic, as its administrator sees and changes it; not behind the link. */
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
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(name, partitions, (short) replicas)
                    .configs(Map.of(
                            "message.timestamp.type",
                            "LogAppendTime",
                            "min.insync.replicas",
                            replicas > 2 ? "2" : "1"));
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

    /** Of partition 0. */
    public int leader() throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            return described(admin).partitions().get(0).leader().id();
        } catch (ExecutionException e) {
            throw new IOException("cannot describe the topic " + name, e);
        }
    }

    public void set(String key, String value) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            var change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(change)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("cannot change the topic " + name, e);
        }
    }

    public void delete() throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.deleteTopics(Set.of(name)).all().get();
        } catch (ExecutionException e) {
            throw new IOException("cannot delete the topic " + name, e);
        }
    }

    private boolean isInSync(Admin admin, int replicas) throws InterruptedException {
        try {
            return described(admin).partitions().stream()
                    .allMatch(partition -> partition.leader() != null
                            && !partition.leader().isEmpty()
                            && partition.isr().size() >= replicas);
        } catch (ExecutionException e) {
            return false; // not known everywhere yet
        }
    }

    private TopicDescription described(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTopics(Set.of(name))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next();
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }
}

package dev.annals.allinone;

import dev.annals.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where on 127.0.0.1 everything listens.
 *
 * @param apiGiven whether the API's port was asked for, so that no other will do
 */
public record Ports(int kafka, int kafkaController, int postgres, int api, int worker, boolean apiGiven) {

    public static final int USUAL_API = 8080;

    private static final int USUAL_KAFKA = 9092;
    private static final int USUAL_POSTGRES = 5432;
    private static final int USUAL_WORKER = 8081;

    /** Free ones: for tests. */
    public static Ports free() throws IOException {
        List<Integer> free = FreePorts.choose(5);
        return new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), false);
    }

    /** Those that everybody expects, and free ones where they are taken. */
    public static Ports usual() throws IOException {
        Ports free = free();
        return new Ports(
                isFree(USUAL_KAFKA) ? USUAL_KAFKA : free.kafka,
                free.kafkaController,
                isFree(USUAL_POSTGRES) ? USUAL_POSTGRES : free.postgres,
                isFree(USUAL_API) ? USUAL_API : free.api,
                isFree(USUAL_WORKER) ? USUAL_WORKER : free.worker,
                false);
    }

    /** What is elsewhere than everybody expects, because that was taken: a sentence for each. */
    public List<String> moved() {
        List<String> moved = new ArrayList<>();
        tell(moved, "Kafka", USUAL_KAFKA, kafka);
        tell(moved, "PostgreSQL", USUAL_POSTGRES, postgres);
        tell(moved, "the worker", USUAL_WORKER, worker);
        if (!apiGiven) {
            tell(moved, "the API", USUAL_API, api);
        }
        return moved;
    }

    private static void tell(List<String> moved, String who, int usual, int now) {
        if (now != usual) {
            moved.add("port " + usual + " is taken; " + who + " gets " + now + " instead");
        }
    }

    public Ports withApi(int port) {
        return new Ports(kafka, kafkaController, postgres, port, worker == port ? api : worker, true);
    }

    /** The API's, or another if somebody took that meanwhile: Kafka and PostgreSQL take seconds to start. */
    int apiNow() throws IOException {
        return apiGiven ? api : stillFree(api);
    }

    /** The worker's, likewise. */
    int workerNow() throws IOException {
        return stillFree(worker);
    }

    private static int stillFree(int port) throws IOException {
        return isFree(port) ? port : FreePorts.choose(1).get(0);
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

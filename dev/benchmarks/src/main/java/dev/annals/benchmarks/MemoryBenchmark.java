package dev.annals.benchmarks;

import dev.annals.testkit.TemporaryDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** How much memory the services take under load. */
final class MemoryBenchmark implements Benchmark {

    private static final String TOPIC = "events";
    private static final String DATABASE = "memory";
    private static final int EVENTS = 1_200_000;
    private static final int CLIENTS = 16;
    private static final int LARGEST_PAGE = 500;
    private static final double KIB_PER_MIB = 1024;

    /** {@code garbage-first heap   total 131072K, used 41234K}; one line a generation by a collector that has them apart. */
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String text() {
        return "live heap and resident size of worker and API under load";
    }

    @Override
    public String explanation() {
        return """
                The worker (`-Xmx256m`, the options of its image, the activity by Kafka Streams included) empties a backlog of 1,200,000 events, while 16 clients ask the API (`-Xmx128m`) for pages of 50 and of 500. Resident is the largest that Linux has seen (`VmHWM`); live
                is what a full collection leaves at the end (`jcmd GC.run`, `GC.heap_info`).
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws Exception {
        List<Double> workerLive = new ArrayList<>();
        List<Double> workerResident = new ArrayList<>();
        List<Double> apiLive = new ArrayList<>();
        List<Double> apiResident = new ArrayList<>();
        try (TemporaryDirectory home = TemporaryDirectory.create("annals-bench-");
                KafkaProcess kafka = KafkaProcess.start(home.path());
                Postgres postgres = Postgres.start(home.path())) {
            kafka.createTopic(TOPIC);
            Backlog backlog = Backlog.create(kafka, TOPIC, home.path(), Instant.now(), EVENTS);
            for (int round = 0; round < rounds; round++) {
                String url = postgres.newDatabase(DATABASE);
                Map<String, String> settings = Map.of(
                        "ANNALS_WORKER_ACTIVITY",
                        "on",
                        "ANNALS_WORKER_GROUP_ID",
                        "memory-" + round,
                        "ANNALS_WORKER_STATE_DIR",
                        home.path().resolve("state-" + round).toString());
                try (WorkerProcess worker = WorkerProcess.start(kafka, url, home.path(), settings)) {
                    worker.awaitStored(1);
                    try (ApiProcess api = ApiProcess.start(url, home.path())) {
                        askUntilStored(api, worker, url, backlog.events());
                        apiResident.add(resident(api.pid()));
                        apiLive.add(live(api.pid()));
                    }
                    workerResident.add(resident(worker.pid()));
                    workerLive.add(live(worker.pid()));
                }
                log.accept(String.format(
                        Locale.ROOT,
                        "worker %.0f MiB live, %.0f resident; API %.0f live, %.0f resident",
                        workerLive.get(round),
                        workerResident.get(round),
                        apiLive.get(round),
                        apiResident.get(round)));
            }
            postgres.drop(DATABASE);
        }
        return List.of(
                row("worker, live heap", workerLive, "256 MiB hold all"),
                row("worker, resident", workerResident, ""),
                row("API, live heap", apiLive, "128 MiB hold all"),
                row("API, resident", apiResident, ""));
    }

    private static Row row(String what, List<Double> mebibytes, String goal) {
        return new Row(what, new Figures(mebibytes).text("%.0f") + " MiB", "", "", goal);
    }

    private static void askUntilStored(ApiProcess api, WorkerProcess worker, String url, int events) throws Exception {
        List<Question> questions = new ArrayList<>();
        Questions.from(url, 5).single(20).values().forEach(questions::addAll);
        AtomicBoolean stored = new AtomicBoolean();
        Threads.run(CLIENTS + 1, number -> () -> {
            if (number == CLIENTS) {
                try {
                    worker.awaitStored(events);
                } finally {
                    stored.set(true);
                }
                return null;
            }
            Random random = new Random(number);
            try (ApiClient client = new ApiClient(api.port())) {
                while (!stored.get()) {
                    Question question = questions.get(random.nextInt(questions.size()));
                    client.get(question.page(random.nextBoolean() ? LARGEST_PAGE : Asking.LIMIT));
                }
            }
            return null;
        });
    }

    /** In MiB; the most that it ever was. */
    private static double resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB;
            }
        }
        throw new IOException("Linux does not tell how large process " + pid + " is");
    }

    /** In MiB; after a full collection. */
    private static double live(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        String info = jcmd(pid, "GC.heap_info");
        List<Long> used = USED.matcher(info)
                .results()
                .map(match -> Long.parseLong(match.group(1)))
                .toList();
        if (used.isEmpty()) {
            throw new IOException("jcmd does not tell how much of the heap of process " + pid + " is used: " + info);
        }
        return used.stream().mapToLong(Long::longValue).sum() / KIB_PER_MIB;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + said.strip());
        }
        return said;
    }
}

package dev.annals.testkit.process;

/** Freezes a process, says so, and waits to be killed. */
final class FreezingMain {

    private FreezingMain() {}

    /** @param arguments the process's number */
    public static void main(String[] arguments) throws Exception {
        Keeper unused = Keeper.freezing(Long.parseLong(arguments[0]));
        System.out.println("frozen");
        Thread.currentThread().join();
    }
}

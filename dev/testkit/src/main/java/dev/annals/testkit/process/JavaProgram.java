package dev.annals.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a {@link ChildProcess} runs.
 *
 * @param name for people
 * @param prefix a command that becomes the one behind it, such as {@code nice -n 10}
 * @param classPath that of {@link Supervised} is added to it
 * @param environment beside this JVM's own, without what that has of Annals
 * @param mainAndArguments the class with {@code main}, and what it is told
 */
public record JavaProgram(
        String name,
        List<String> prefix,
        List<String> jvmOptions,
        String classPath,
        Map<String, String> environment,
        List<String> mainAndArguments) {

    public JavaProgram {
        prefix = List.copyOf(prefix);
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
        mainAndArguments = List.copyOf(mainAndArguments);
    }

    /** With this JVM's class path. */
    public static JavaProgram of(String name, String main, List<String> arguments) {
        List<String> mainAndArguments = new ArrayList<>(List.of(main));
        mainAndArguments.addAll(arguments);
        return new JavaProgram(
                name, List.of(), List.of(), System.getProperty("java.class.path"), Map.of(), mainAndArguments);
    }

    public JavaProgram withPrefix(List<String> command) {
        return new JavaProgram(name, command, jvmOptions, classPath, environment, mainAndArguments);
    }

    public JavaProgram withJvmOptions(List<String> options) {
        return new JavaProgram(name, prefix, options, classPath, environment, mainAndArguments);
    }

    public JavaProgram withClassPath(String path) {
        return new JavaProgram(name, prefix, jvmOptions, path, environment, mainAndArguments);
    }

    public JavaProgram withEnvironment(Map<String, String> variables) {
        return new JavaProgram(name, prefix, jvmOptions, classPath, variables, mainAndArguments);
    }

    List<String> command(Path temporary) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath + File.pathSeparator + own(), Supervised.class.getName()));
        command.addAll(mainAndArguments);
        return command;
    }

    private static String own() {
        return Path.of(Supervised.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}

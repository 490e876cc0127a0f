package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `sonde enter` with names: the analysis finds the way in, the sensor takes it.
@Tag("kernel")
class EnterNamesIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private static String net(String... arguments) {
        Sonde.Result r = Sonde.sonde(arguments);
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    private static String segment() {
        return "nsenter-test@" + lab.host(1);
    }

    @Test
    void networkOfAHost() {
        assertThat(net(
                        "enter",
                        segment(),
                        "--",
                        "sh",
                        "-c",
                        "test /proc/self/ns/net -ef " + lab.segment(lab.host(1)) + " && echo in"))
                .isEqualTo("in\n");
        assertThat(net("enter", "--pty", segment(), "ls", "/sys/class/net")).isNotEmpty();
    }

    @Test
    void allOfATask() {
        String task = lab.task(1).name();
        String out = net("enter", "--all", task, "--", "sh", "-c", "echo $$; test -d /proc/$$ && echo own /proc");
        assertThat(out).as("a low number: it is in the task's pid namespace").matches("\\d{1,3}\nown /proc\n");
        assertThat(net("enter", task, "--", "cat", "/proc/net/fib_trie")).contains("10.0.1.");
    }

    /// A variable names the target, as it was written; a shell that reads no files shows it in its prompt.
    @Test
    void theShellKnowsWhereItIs() {
        String show = "echo $SONDE_TARGET";
        assertThat(net("enter", segment(), "--", "sh", "-c", show)).isEqualTo(segment() + "\n");
        // Through a copy of itself, which has another word for the target.
        String task = lab.task(1).name();
        assertThat(net("enter", "--all", task, "--", "sh", "-c", show)).isEqualTo(task + "\n");
        String nested = "\"$SONDE\" enter host sh -c '" + show + "'; \"$SONDE\" enter --all " + task + " env";
        Sonde.Result inside = Sonde.sh("exec \"$SONDE\" enter " + segment() + " -- sh -c \""
                + nested.replace("\"", "\\\"").replace("$SONDE_TARGET", "\\$SONDE_TARGET") + "\"");
        assertThat(inside.out().lines()).as("%s", inside).startsWith("host").contains("SONDE_TARGET=" + task);
        assertThat(inside.out()).doesNotContain("PS1=").doesNotContain("debian_chroot=");
    }

    /// What a shell is given: a program that prints its environment stands for it, under the names of shells.
    @Test
    void thePromptShowsTheTarget() {
        String[] shells = {"sh", "bash", "zsh"};
        for (String shell : shells) {
            Sonde.Result r = Sonde.sh("mkdir -p /run/shells && ln -sf \"$(command -v env)\" /run/shells/" + shell
                    + " && exec env -u debian_chroot PS1='mine> ' SHELL=/run/shells/" + shell + " \"$SONDE\" enter "
                    + segment());
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(r.out().lines()).contains("SONDE_TARGET=" + segment());
            boolean known = !shell.equals("zsh");
            assertThat(r.out().lines()).contains(known ? "PS1=[$SONDE_TARGET] mine> " : "PS1=mine> ");
            assertThat(r.out().contains("\ndebian_chroot=" + segment() + "\n"))
                    .as(shell)
                    .isEqualTo(shell.equals("bash"));
        }
        // What the files of a shell do not set stays: without any there is no other prompt.
        Sonde.Result none = Sonde.sh("exec env -u PS1 SHELL=/run/shells/sh \"$SONDE\" enter " + segment());
        assertThat(none.out().lines()).contains("PS1=[$SONDE_TARGET] \\$ ");
        Sonde.Result once =
                Sonde.sh("exec env PS1='[$SONDE_TARGET] \\$ ' SHELL=/run/shells/sh \"$SONDE\" enter " + segment());
        assertThat(once.out().lines()).contains("PS1=[$SONDE_TARGET] \\$ ");
    }

    /// A task knows another by name where both are on one network, whichever way it is named itself.
    @Test
    void aTaskIsPingedByName() {
        String to = lab.task(2).shortName();
        String pid = "pid:" + lab.task(1).pid();
        for (String from : new String[] {lab.task(1).shortName(), segment(), pid}) {
            Sonde.Result r = Sonde.sonde("ping", "-c", "1", "-W", "2", "-n", from, to);
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(r.out()).startsWith("PING " + to + " (10.0.1.4) 56(84) bytes of data.\n");
            assertThat(r.err()).isEmpty();
        }
        Sonde.Result several = Sonde.sonde("ping", "-c", "1", "-n", pid, "nsenter-l2-table-test");
        assertThat(several.status()).as("%s", several).isEqualTo(2);
        assertThat(several.err())
                .startsWith("sonde: ping: nsenter-l2-table-test: name one of them: nsenter-l2-table-test.1, ")
                .contains("\nping: nsenter-l2-table-test: Name or service not known\n");
        Sonde.Result apart = Sonde.sonde("ping", "-c", "1", "-n", lab.host(1), to);
        assertThat(apart.status()).as("%s", apart).isEqualTo(2);
        assertThat(apart.err()).startsWith("sonde: ping: " + to + ": it is in no network of the target's\n");
    }

    /// What `ls` lists by a name that means a network or nothing else is reached by its kind.
    @Test
    void whatIsListedBesides() {
        String show = "readlink /proc/self/ns/net";
        for (String target : List.of("lab:" + lab.name(), lab.name())) {
            assertThat(net("enter", target, "--", "sh", "-c", show)).contains("net:[");
        }
        String balancer = "nsenter-test@" + lab.host(1);
        assertThat(net("ip", "-n", "load-balancer:" + balancer, "-br", "addr")).contains("10.0.1.6/24");
        assertThat(net("ip", "-n", "load balancer:" + balancer, "-br", "addr")).contains("10.0.1.6/24");
    }

    @Test
    void moreThanANetworkHas() {
        Sonde.Result r = Sonde.sonde("enter", "-u", segment(), "true");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err())
                .isEqualTo("sonde: enter: " + segment() + " is one namespace, not a process\n"
                        + "  name a process or a container to enter more than its network namespace\n");
    }

    @Test
    void unknownNames() {
        for (String name : new String[] {"nosuchname", "pod:a/b", "container:x", "netns:1"}) {
            Sonde.Result r = Sonde.sonde("enter", name, "true");
            assertThat(r.status()).as("%s", r).isEqualTo(1);
            assertThat(r.err()).startsWith("sonde: " + name + ": ").hasLineCount(2);
        }
    }
}

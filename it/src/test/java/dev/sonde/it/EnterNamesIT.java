package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `sonde enter` with names: the analysis finds the way in, the sensor takes it.
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
        String env = "printf 'echo \"$PS1\"; env\n' | env -u PS1 -u debian_chroot SHELL=/bin/";
        Sonde.Result dash = Sonde.sh(env + "sh \"$SONDE\" enter " + segment());
        assertThat(dash.out())
                .as("%s", dash)
                .contains("\nSONDE_TARGET=" + segment() + "\n")
                .doesNotContain("debian_chroot");
        assertThat(dash.out()).contains("\nPS1=[$SONDE_TARGET] \\$ \n");
        Sonde.Result bash = Sonde.sh(env + "bash \"$SONDE\" enter " + segment());
        assertThat(bash.out()).as("%s", bash).contains("\ndebian_chroot=" + segment() + "\n");
        Sonde.Result other = Sonde.sh("mkdir -p /run/other && cp /bin/sh /run/other/zsh && printf env | env -u PS1"
                + " SHELL=/run/other/zsh \"$SONDE\" enter " + segment());
        assertThat(other.out())
                .as("%s", other)
                .contains("SONDE_TARGET=" + segment())
                .doesNotContain("PS1=");
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

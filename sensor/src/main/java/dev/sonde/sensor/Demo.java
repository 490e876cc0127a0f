package dev.sonde.sensor;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Out;

/// `sonde demo`: walks through the whole job on a lab, one of sonde's own command lines after the other, and removes
/// the lab at the end, also when a step fails or a signal comes.
///
/// The script stands here and not in the analysis, because its steps need privileges: an analysis that could ask for
/// them could ask for anything.
final class Demo {
    private static final int SIG_BLOCK = 0;
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    /// What the lab of the demonstration is called.
    private static final String LAB = "demo";

    /// The network's namespace on the first of the lab's hosts.
    private static final String NET = "nsenter-test@demo-host1";

    /// Title, text, the command line behind `sonde`, its words separated by one blank, and the status it ends with.
    private record Step(String title, String text, String command, int status) {
        Step(String title, String text, String command) {
            this(title, text, command, 0);
        }
    }

    /// `sonde check` has found an error.
    private static final int FOUND = 3;

    private static final Step[] STEPS = {
        new Step(
                "A network to look at",
                "An overlay network, nsenter-test, across two simulated hosts, and on it a\n"
                        + "service with three replicas, each a real process in a network namespace of its\n"
                        + "own. Real bridges, VXLAN devices and packets, made by the kernel alone;\n"
                        + "nothing of it in this host's own network.",
                "lab up --name " + LAB),
        new Step(
                "What the control plane says",
                "The network as `docker network inspect` prints it: who should be there, with\n"
                        + "which addresses. Whether they can be reached is another matter: that the\n"
                        + "kernel decides.",
                "inspect " + NET),
        new Step(
                "Which namespaces there are, and whose",
                "Docker keeps them in a folder of hex names. Here each has the name that you\n"
                        + "gave it: the overlay network's own namespaces, one on each host, and the\n"
                        + "tasks'.",
                "ls"),
        new Step(
                "Inside the network itself",
                "`enter` runs any program inside any namespace, by name. A shell, if you name\n"
                        + "none. With a file: sonde nsenter --net=FILE, as you know it. Here readlink\n"
                        + "says where it finds itself: the number is the first column of the list.",
                "enter " + NET + " -- readlink /proc/self/ns/net"),
        new Step(
                "Its interfaces",
                "The tools of the job are built in: nothing needs to be installed on the host\n"
                        + "or in the container. br0 is the network's bridge, vxlan0 its tunnel to the\n"
                        + "other host, and each veth the other end of a local task's eth0.",
                "ifconfig -n " + NET),
        new Step(
                "Its forwarding table",
                "Which MAC address is behind which port. The rows with a dst are the tunnel's:\n"
                        + "frames for that MAC go to that host. The network driver wrote them; the kernel\n"
                        + "learns the local ones from traffic.",
                "bridge -n " + NET + " fdb show br br0"),
        new Step(
                "Its neighbours",
                "IP to MAC. The PERMANENT ones are the driver's, for the tasks on the other\n" + "host.",
                "ip -n " + NET + " neigh show"),
        new Step("Its routes", "An overlay network routes its own subnet and nothing else.", "ip -n " + NET + " route"),
        new Step(
                "A ping to a task on this host",
                "From inside the network's namespace, by IP, as one would to see whether it\n" + "answers.",
                "ping -n " + NET + " -c 2 10.0.1.4"),
        new Step(
                "The neighbours again",
                "The ping has filled the table: 10.0.1.4 is now known, and REACHABLE.",
                "ip -n " + NET + " neigh show"),
        new Step(
                "The bridge, as brctl shows it",
                "By netlink: the real brctl reads /sys, which shows the bridges of whoever\n" + "mounted it.",
                "brctl -n " + NET + " show"),
        new Step(
                "Across the tunnel",
                "From the task on the first host to one on the second: this ping crosses vxlan0\n"
                        + "in real VXLAN packets.",
                "ping -n nsenter-l2-table-test.2@demo-host1 -c 2 10.0.1.3"),
        new Step(
                "Whose are all these addresses?",
                "What is left to the eye elsewhere: the network on one screen, every MAC and IP\n"
                        + "with the name of its owner, and where it lives.",
                "show " + NET),
        new Step(
                "Now it breaks, as it does in real life",
                "The row that says where a task's MAC lives goes missing, on one host. Nothing\n"
                        + "else changes: the neighbour is there, so the sender looks healthy, and its\n"
                        + "packets are lost without a word.",
                "lab break missing-fdb --name " + LAB),
        new Step(
                "The missing row",
                "02:42:0a:00:01:03 has no line with a dst any more: no host is known for it.",
                "bridge -n " + NET + " fdb show dev vxlan0"),
        new Step(
                "Who finds it",
                "`check` compares what the control plane says with what the kernel holds, and\n"
                        + "names the victim, the evidence, and the one command that mends it.",
                "check " + NET,
                FOUND),
        new Step(
                "And is mended",
                "On a real host by that command, or by sonde check --mend. The lab knows what it\n"
                        + "broke, and takes it back itself.",
                "lab mend --name " + LAB),
        new Step(
                "The packets arrive again",
                "The same ping as before, through the tunnel.",
                "ping -n nsenter-l2-table-test.2@demo-host1 -c 1 10.0.1.3"),
    };

    private final Kernel kernel;
    private final Out out;
    private final boolean colour;
    private int signals;

    Demo(Kernel kernel) {
        this.kernel = kernel;
        this.out = new Out(kernel, 1, 1 << 14);
        this.colour =
                kernel.ioctl(1, 0x5413, new byte[16]) == 0 && !set(kernel.sys().environ(), "NO_COLOR=");
    }

    private static boolean set(byte[][] environ, String name) {
        for (int i = 0; i < environ.length; i++) {
            if (Bytes.starts(environ[i], name) && environ[i].length > name.length()) {
                return true;
            }
        }
        return false;
    }

    @Bounded("once for each step of the script")
    int run(byte[][] argv) {
        if (argv.length > 2) {
            Out err = new Out(kernel, 2, 1024);
            err.p("sonde: demo: unknown option: ").safe(argv[2]).p("\n  usage: sonde demo\n");
            err.flush();
            return 2;
        }
        if (!kernel.sys().single()) {
            Out err = new Out(kernel, 2, 1024);
            err.p("sonde: demo: only the binary can do this: a lab is made of processes, and a JVM cannot fork\n");
            err.p("  install gcc (and musl-tools): ./sonde builds the binary then\n");
            err.flush();
            return 1;
        }
        hold();
        // What an earlier demonstration left that was killed.
        quietly("lab down --name " + LAB);
        int status = 0;
        for (int i = 0; i < STEPS.length && status == 0; i++) {
            Step step = STEPS[i];
            head(i + 1, step.title());
            out.p(step.text()).raw('\n');
            command(step.command());
            int ended = start(step.command(), false);
            status = ended == step.status() ? 0 : Math.max(1, ended);
            if (interrupted()) {
                status = 128 + SIGINT;
            }
        }
        head(STEPS.length + 1, "And away with it");
        out.p("The lab is one process and what is below it: one command, and nothing is left.\n");
        String down = "lab down --name " + LAB;
        command(down);
        int end = start(down, false);
        if (status == 0 && end == 0) {
            out.p("\nThat was the tour. On a real host: sudo sonde ls, and go on from there.\n");
            out.flush();
        }
        return status != 0 ? status : end != 0 ? end : out.error() != 0 ? 1 : 0;
    }

    private void head(int number, String title) {
        out.raw('\n')
                .p(colour ? "\033[1m" : "")
                .p(number)
                .p(". ")
                .p(title)
                .p(colour ? "\033[0m" : "")
                .raw('\n');
    }

    private void command(String line) {
        out.raw('\n')
                .p(colour ? "\033[36m" : "")
                .p("$ sonde ")
                .p(line)
                .p(colour ? "\033[0m" : "")
                .raw('\n');
        out.flush();
    }

    /// Runs one of our own command lines in a child: its exit status.
    @Opens("/dev/null")
    private int start(String line, boolean quiet) {
        byte[][] words = words(line);
        int child = kernel.sys().fork();
        if (child == 0) {
            if (quiet) {
                int nowhere = kernel.open(Bytes.of("/dev/null"), Kernel.O_RDWR);
                kernel.dup3(nowhere, 1, 0);
                kernel.dup3(nowhere, 2, 0);
            }
            int r = kernel.sys()
                    .execve(Bytes.of("/proc/self/exe"), words, kernel.sys().environ());
            Out err = new Out(kernel, 2, 256);
            err.p("sonde: demo: execute /proc/self/exe: ").p(Errno.text(-r)).raw('\n');
            err.flush();
            kernel.sys().exit(1);
        }
        if (child < 0) {
            Out err = new Out(kernel, 2, 256);
            err.p("sonde: demo: fork: ").p(Errno.text(-child)).raw('\n');
            err.flush();
            return 1;
        }
        int status = -kernel.reap(child);
        return status > Kernel.SIGNALLED ? status - Kernel.SIGNALLED + 128 : status;
    }

    private void quietly(String line) {
        start(line, true);
    }

    @Bounded("once for each word of a line of the script")
    private static byte[][] words(String line) {
        byte[] all = Bytes.of(line);
        int n = 2;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == ' ') {
                n++;
            }
        }
        byte[][] r = new byte[n][];
        r[0] = Bytes.of("sonde");
        int from = 0;
        int k = 1;
        for (int i = 0; i <= all.length; i++) {
            if (i == all.length || all[i] == ' ') {
                r[k] = Bytes.sub(all, from, i - from);
                k++;
                from = i + 1;
            }
        }
        return r;
    }

    /// Holds back the signals that would end us before the lab is removed; they come by an fd instead. The children
    /// get the mask that we were started with.
    private void hold() {
        byte[] set = new byte[8];
        Bytes.put64(set, 0, 1L << SIGHUP - 1 | 1L << SIGINT - 1 | 1L << SIGTERM - 1);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, set, 0, -1, Bytes.NONE, SIG_BLOCK, 0, 0, 8, 0, 0);
        long flags = Kernel.O_CLOEXEC | Kernel.O_NONBLOCK;
        signals = (int) kernel.sys().call(Nr.SIGNALFD4, 1, set, 0, -1, Bytes.NONE, -1, 0, 8, flags, 0, 0);
    }

    private boolean interrupted() {
        return signals >= 0 && kernel.read(signals, new byte[128], 0, 128) > 0;
    }
}

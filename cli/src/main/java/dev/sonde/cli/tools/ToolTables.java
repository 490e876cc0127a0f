package dev.sonde.cli.tools;

import dev.sonde.cli.option.CommandTable;

/// What `sonde help` says of the tools that sonde follows. Their options are those of the real ones, which read them.
public final class ToolTables {
    private static final String TARGET =
            "TARGET: all that sonde enter takes, such as a container, network or task. --from FILE reads a recording.";

    public static final CommandTable NSENTER = CommandTable.tool("nsenter", "...", "as util-linux nsenter")
            .notes(
                    "Options, messages and exit statuses are those of util-linux: sonde nsenter --help.",
                    "By names that people use: sonde enter.")
            .example("sudo sonde nsenter -t 4711 -n ip addr", "a program in the network namespace of a process")
            .example("sudo sonde nsenter --net=/run/docker/netns/1-9tp0f348do", "a shell in that of a file");

    public static final CommandTable IP = CommandTable.tool(
                    "ip", "[-n TARGET] ...", "link, addr, route, xfrm: as iproute2 does")
            .notes("Options and objects are those of iproute2, as far as they show: sonde ip help.", TARGET)
            .example("sudo sonde ip -n web.1 addr", "the addresses of a task")
            .example("sudo sonde ip -n my-network -d link", "the links of an overlay network, in detail")
            .example("sonde ip -j --from node1.sonde route", "from a recording, as JSON");

    public static final CommandTable BRIDGE = CommandTable.tool(
                    "bridge", "[-n TARGET] ...", "fdb, link, vlan: as iproute2 does")
            .notes(
                    "Options and objects are those of iproute2, as far as they show: sonde bridge help.",
                    "As there, fdb show passes over words that it does not know: `dst ADDRESS` filters nothing.",
                    TARGET)
            .example("sudo sonde bridge -n my-network fdb show", "which MAC is behind which port or host")
            .example("sudo sonde bridge -n my-network -d link", "the ports of its bridge");

    public static final CommandTable BRCTL = CommandTable.tool(
                    "brctl", "[-n TARGET] show", "bridges, as bridge-utils does")
            .notes("Options and words are those of bridge-utils, as far as they show.", TARGET)
            .example("sudo sonde brctl -n my-network show", "the bridges and their ports")
            .example("sudo sonde brctl -n my-network showmacs br0", "the MACs that a bridge knows");

    public static final CommandTable IFCONFIG = CommandTable.tool(
                    "ifconfig", "[-n TARGET]", "interfaces, as ifconfig does")
            .notes("Options are those of net-tools, as far as they show.", TARGET)
            .example("sudo sonde ifconfig -n web.1", "the interfaces of a task that are up")
            .example("sudo sonde ifconfig -n web.1 -a", "all of them");

    public static final CommandTable PING = CommandTable.tool("ping", "[-n TARGET] ... DEST", "as iputils ping")
            .notes(
                    "Options are those of iputils 20250605: sonde ping --help. With two arguments the first is TARGET, where -n"
                            + " stands before it; --netns TARGET says the same.",
                    "DEST is an address, a name of the target's /etc/hosts, or a container or task on a network of the"
                            + " target's: DNS is not used.")
            .example("sudo sonde ping -n web.1 -c 2 10.0.1.4", "from inside a task, by address")
            .example("sudo sonde ping -n web.1 -c 2 web.2", "by name, to another on the same network")
            .example(
                    "sudo sonde ping --netns my-network -c 2 -s 1400 -M do 10.0.1.4", "large packets, never in pieces");

    private ToolTables() {}
}

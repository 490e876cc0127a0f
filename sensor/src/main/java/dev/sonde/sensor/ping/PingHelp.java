package dev.sonde.sensor.ping;

import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Version;

/// What `ping -h` and `ping -V` print.
final class PingHelp {
    static void version(Out out) {
        out.p("ping from sonde ").p(Version.NAME).p(" (as iputils 20250605)\n");
    }

    static void usage(Out to) {
        to.p("\nUsage\n  ping [options] <destination>\n");
        to.p("  sonde ping [-n TARGET | --netns TARGET] [options] <destination>\n");
        to.p("\nOptions:\n");
        to.p("  <destination>      ip address, or a name of the target's /etc/hosts\n");
        to.p("  --netns TARGET     ping from inside TARGET: a container, network, task, pid or file\n");
        to.p("  -3                 times with all their places\n");
        to.p("  -a                 ring the bell for each answer\n");
        to.p("  -A                 adaptive: as fast as answers come\n");
        to.p("  -B                 keep the source address\n");
        to.p("  -c <count>         stop after <count> replies\n");
        to.p("  -C                 connect the socket before sending (IPv4)\n");
        to.p("  -d                 set SO_DEBUG\n");
        to.p("  -D                 print timestamps\n");
        to.p("  -e <identifier>    use <identifier>, 0 to 65535\n");
        to.p("  -f                 flood ping\n");
        to.p("  -h                 print help and exit\n");
        to.p("  -H                 names of addresses, also of a destination that is one\n");
        to.p("  -I <interface>     either interface name or address\n");
        to.p("  -i <interval>      seconds between sending each packet\n");
        to.p("  -l <preload>       send <preload> packets at once\n");
        to.p("  -L                 no loopback of multicast packets\n");
        to.p("  -m <mark>          set SO_MARK, which rules and filters see\n");
        to.p("  -M <pmtud opt>     define mtu discovery, can be one of <do|dont|want|probe>\n");
        to.p("  -n                 no names of addresses; with two arguments, the first is TARGET\n");
        to.p("  -O                 report outstanding replies\n");
        to.p("  -p <pattern>       fill packets with these bytes, up to 16 in hex\n");
        to.p("  -q                 quiet output\n");
        to.p("  -Q <tclass>        type of service or traffic class, decimal or 0x hex\n");
        to.p("  -r                 no routers: to hosts of an attached network only\n");
        to.p("  -s <size>          use <size> as number of data bytes to be sent\n");
        to.p("  -S <size>          set SO_SNDBUF\n");
        to.p("  -t <ttl>           define time to live\n");
        to.p("  -U                 time until the program sees the answer, not until the kernel does\n");
        to.p("  -v                 verbose output\n");
        to.p("  -V                 print version and exit\n");
        to.p("  -w <deadline>      reply wait <deadline> in seconds\n");
        to.p("  -W <timeout>       time to wait for response\n");
        to.p("\nIPv4 options:\n");
        to.p("  -4                 use IPv4\n");
        to.p("  -b                 allow pinging broadcast\n");
        to.p("  -R                 record route\n");
        to.p("  -T <timestamp>     timestamps of routers: <tsonly|tsandaddr|tsprespec host...>\n");
        to.p("\nIPv6 options:\n");
        to.p("  -6                 use IPv6\n");
        to.p("  -F <flowlabel>     flow label, decimal or 0x hex, 0 for any\n");
        to.p("\nThe options, the text and the exit statuses (0 answers, 1 none, 2 error) are those of\n");
        to.p("iputils' ping(8). Names are not looked up by DNS.\n");
    }

    private PingHelp() {}
}

package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;

/// What the command line of `ping` asked for.
final class PingOptions {
    /// The largest payload of an IPv4 packet and of an IPv6 packet without extension headers.
    static final int LARGEST4 = 65_535 - 20 - 8;

    static final int LARGEST6 = 65_535 - 8;
    /// What an IPv4 header has room for behind its twenty bytes.
    static final int IP_OPTIONS = 40;
    /// `IPOPT_TS_*`: times; addresses and times; times of given addresses.
    static final int TSONLY = 0;

    static final int TSANDADDR = 1;
    static final int TSPRESPEC = 3;

    /// 4, 6, or 0 for either.
    int family;
    /// How many answers to wait for; 0 without end.
    long count;
    /// Milliseconds between requests.
    int interval = 1000;

    /// Microseconds to wait for a first answer after the last request; 0 without end.
    long linger = 10_000_000;
    /// Seconds until the end; 0 without.
    int deadline;

    int size = 56;
    /// `IP_PMTUDISC_*`: -1 as the kernel has it, 0 dont, 1 want, 2 do, 3 probe.
    int discovery = -1;
    /// -1: as the kernel has it.
    int ttl = -1;
    /// How many requests may be sent at once.
    int preload = 1;
    /// `SO_MARK`; -1: none.
    long mark = -1;
    /// Type of service or traffic class; 0: none.
    int tos;
    /// `IPOPT_TS_*`; -1: no timestamps are asked for.
    int timestamps = -1;
    /// -1: we choose one, or the kernel does.
    int identifier = -1;
    /// The flow label; -1: none is asked for.
    int flow = -1;
    /// `SO_SNDBUF`; 0: what a packet takes.
    int sendBuffer;
    /// The bytes that packets are filled with; null: an ascending row.
    byte[] pattern;
    /// The name of an interface, or empty.
    byte[] device = Bytes.NONE;
    /// Source addresses, or empty.
    byte[] source4 = Bytes.NONE;

    byte[] source6 = Bytes.NONE;
    /// Whether the socket is bound to its source address.
    boolean strict;

    boolean adaptive;
    boolean audible;
    boolean broadcast;
    boolean connected;
    boolean debug;
    boolean dontRoute;
    boolean flood;
    boolean latency;
    boolean named;
    boolean noLoop;
    boolean numeric;
    boolean outstanding;
    boolean precise;
    boolean quiet;
    boolean recordRoute;
    boolean stamps;
    boolean verbose;
    /// The namespace to enter; empty for this one.
    byte[] target = Bytes.NONE;

    byte[] destination = Bytes.NONE;
    /// The hosts named in front of the destination, which are to write down the time.
    byte[][] through = new byte[0][];

    /// How much of an IPv4 header the options take.
    int headerOptions() {
        return recordRoute || timestamps >= 0 ? IP_OPTIONS : 0;
    }
}

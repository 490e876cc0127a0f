package dev.sonde.core.connection;

import dev.sonde.protocol.TerminalBit;
import java.util.ArrayList;
import java.util.List;

/// The first frame: who read the host, for whom, and for which command line. `machineId`, `bootId`: what tells the
/// host from others; empty in streams of older sensors. `monotonicNanos`: CLOCK_MONOTONIC when it was sent.
public record Hello(
        int pid,
        int uid,
        int gid,
        int effectiveUid,
        long capabilities,
        long realtimeNanos,
        boolean stdoutTerminal,
        boolean stderrTerminal,
        int columns,
        int collecting,
        String kernel,
        String host,
        String version,
        List<String> argv,
        String machineId,
        String bootId,
        long monotonicNanos) {

    /// `CAP_SYS_ADMIN`: what entering namespaces takes.
    private static final int SYS_ADMIN = 21;

    /// Whether the sensor had the right to enter namespaces of others.
    public boolean privileged() {
        return (capabilities >> SYS_ADMIN & 1) != 0;
    }

    static Hello of(Frame frame) {
        Fields f = frame.fields();
        int pid = f.u32();
        int uid = f.u32();
        int gid = f.u32();
        int euid = f.u32();
        long capabilities = f.u64();
        long realtime = f.u64();
        int terminals = f.u32();
        int columns = f.u32();
        int collecting = f.u32();
        String kernel = f.text();
        String host = f.text();
        String version = f.text();
        int n = f.u32();
        List<String> argv = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            argv.add(f.text()); // a count that lies runs into the payload's end
        }
        // Streams of older sensors end here.
        boolean identified = f.at() < frame.payload().length;
        String machineId = identified ? f.text().strip() : "";
        String bootId = identified ? f.text().strip() : "";
        return new Hello(
                pid,
                uid,
                gid,
                euid,
                capabilities,
                realtime,
                (terminals & TerminalBit.STDOUT) != 0,
                (terminals & TerminalBit.STDERR) != 0,
                columns,
                collecting,
                kernel,
                host,
                version,
                argv,
                machineId,
                bootId,
                frame.time());
    }
}

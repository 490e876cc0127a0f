package dev.sonde.core.connection;

/// A process, as it was met. `number`: of its network namespace, 0 where that could not be opened. `ino` 0: its
/// network namespace could not be read, and `errno` says why.
public record ProcessEntry(
        int number,
        int pid,
        long dev,
        long ino,
        long userNamespace,
        String stat,
        String cmdline,
        String cgroup,
        int errno) {
    static ProcessEntry of(Frame frame) {
        Fields f = frame.fields();
        int pid = f.u32();
        f.u32();
        return new ProcessEntry(
                frame.origin(), pid, f.u64(), f.u64(), f.u64(), f.text(), f.text(), f.text(), frame.errno());
    }

    /// The name in parentheses of `/proc/PID/stat`, at most 15 bytes; empty when it could not be read.
    public String name() {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        return open < 0 || close < open ? "" : stat.substring(open + 1, close);
    }

    /// The same for people.
    ///
    /// Who was started by `/proc/self/exe`, as container engines start their own, is called `exe` there:
    /// the first argument says more.
    public String command() {
        String name = name();
        int end = cmdline.indexOf('\0');
        if (name.equals("exe") && end > 0) {
            return cmdline.substring(cmdline.lastIndexOf('/', end) + 1, end);
        }
        return name;
    }

    /// Field `n` of `/proc/PID/stat`, counted as proc(5) does, from 3 on; -1 when there is none.
    public long field(int n) {
        int at = stat.lastIndexOf(')') + 2;
        for (int i = 3; i < n && at > 1; i++) {
            at = stat.indexOf(' ', at) + 1;
            if (at == 0) {
                return -1;
            }
        }
        long v = 0;
        int digits = 0;
        for (int i = at; i < stat.length() && stat.charAt(i) >= '0' && stat.charAt(i) <= '9' && digits < 18; i++) {
            v = 10 * v + stat.charAt(i) - '0';
            digits++;
        }
        return digits == 0 ? -1 : v;
    }

    /// `ppid`: the parent.
    public int parent() {
        return (int) field(4);
    }

    /// `starttime` in clock ticks since the host's start: with the pid it names a process for ever.
    public long started() {
        return field(22);
    }
}

package dev.sonde.it.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A fault of one system call: the `call`-th of a process that is named so fails with `errno`, and, if it is `lasting`,
/// every later one too.
record SyscallFault(String command, String syscall, String errno, int call, boolean lasting) {
    /// With which each may fail; what cannot fail is not here, nor what fails in a way that the kernel cannot (close(2)
    /// that does not close).
    private static final Map<String, String> ERRNOS = Map.ofEntries(
            Map.entry("openat", "ENOENT EACCES EPERM EMFILE ENFILE ENOMEM EIO ESRCH EINTR"),
            Map.entry("openat2", "ENOENT EACCES EPERM EMFILE ENOMEM EIO ENOSYS EAGAIN EXDEV"),
            Map.entry("statx", "ENOENT EACCES EPERM ENOMEM EIO ESRCH"),
            Map.entry("read", "EIO EINTR ESRCH ENOMEM"),
            Map.entry("write", "EIO EINTR ENOSPC EPIPE"),
            Map.entry("getdents64", "EIO ENOENT ENOMEM"),
            Map.entry("readlinkat", "ENOENT EACCES ENOMEM EIO"),
            Map.entry("socket", "EMFILE ENFILE ENOMEM ENOBUFS EPERM EAFNOSUPPORT"),
            Map.entry("connect", "EPERM ENOMEM ECONNREFUSED"),
            Map.entry("sendto", "ENOBUFS ENOMEM EINTR EPERM"),
            Map.entry("sendmsg", "ENOBUFS ENOMEM EINTR EPERM"),
            Map.entry("recvfrom", "ENOBUFS ENOMEM EINTR EPERM"),
            Map.entry("recvmsg", "ENOBUFS ENOMEM EINTR EPERM"),
            Map.entry("setns", "EPERM ENOMEM"),
            Map.entry("ioctl", "EPERM ENOMEM ENOTTY"),
            Map.entry("pidfd_open", "ESRCH EMFILE ENOSYS EPERM"),
            Map.entry("pidfd_getfd", "EPERM EBADF EMFILE ENOSYS ESRCH"),
            Map.entry("getsockopt", "ENOPROTOOPT ENOMEM EPERM"),
            Map.entry("setsockopt", "ENOPROTOOPT ENOMEM EPERM"),
            Map.entry("socketpair", "EMFILE ENFILE ENOMEM"),
            Map.entry("mmap", "ENOMEM EPERM"),
            Map.entry("fork", "EAGAIN ENOMEM"),
            Map.entry("wait4", "EINTR"),
            Map.entry("dup3", "EMFILE EINTR EBUSY"),
            Map.entry("prctl", "EINVAL EPERM"),
            Map.entry("capset", "EPERM"),
            Map.entry("close_range", "ENOSYS ENOMEM"),
            Map.entry("fstatfs", "EIO ENOSYS ENOMEM"),
            Map.entry("memfd_create", "EMFILE ENOMEM ENOSYS"),
            Map.entry("ppoll", "EINTR ENOMEM"),
            Map.entry("getrandom", "EINTR ENOSYS"));

    /// What says that a thing has ended: it is left out, and that is no gap.
    boolean saysEnded() {
        return errno.equals("ENOENT")
                || errno.equals("ESRCH")
                || syscall.equals("pidfd_getfd") && errno.equals("EBADF");
    }

    /// As strace(1) is told.
    String inject() {
        return "inject=" + syscall + ":error=" + errno + ":when=" + call + (lasting ? "+" : "");
    }

    @Override
    public String toString() {
        return command + " " + inject();
    }

    /// `count` faults: as many of each system call of each command as of any other, at calls and with numbers that the
    /// seed decides. `traces`: by command, what strace printed of it.
    static List<SyscallFault> of(Map<String, List<String>> traces, int count, long seed) {
        Random random = new Random(seed);
        List<SyscallFault> places = new ArrayList<>();
        traces.forEach((command, lines) -> counts(lines).forEach((syscall, n) -> {
            if (ERRNOS.containsKey(syscall)) {
                places.add(new SyscallFault(command, syscall, "", n, false));
            }
        }));
        List<SyscallFault> faults = new ArrayList<>();
        while (faults.size() < count) {
            Collections.shuffle(places, random);
            for (SyscallFault p : places) {
                String[] errnos = ERRNOS.get(p.syscall).split(" ");
                String errno = errnos[random.nextInt(errnos.length)];
                boolean lasting = random.nextInt(3) == 0 && !errno.equals("EINTR") && !errno.equals("EAGAIN");
                faults.add(new SyscallFault(p.command, p.syscall, errno, 1 + random.nextInt(p.call), lasting));
            }
        }
        return faults.subList(0, count);
    }

    /// How often the process that does so most often calls each: strace counts by process.
    private static Map<String, Integer> counts(List<String> lines) {
        Map<String, Integer> ofEach = new HashMap<>();
        Map<String, Integer> most = new TreeMap<>();
        for (String line : lines) {
            String[] words = line.split(" +", 2);
            int end = words.length < 2 ? -1 : words[1].indexOf('(');
            if (end > 0 && !words[1].startsWith("<")) {
                String syscall = words[1].substring(0, end);
                int n = ofEach.merge(words[0] + " " + syscall, 1, Integer::sum);
                most.merge(syscall, n, Math::max);
            }
        }
        return most;
    }
}

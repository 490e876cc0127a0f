package dev.sonde.core.model;

/// A way in, which keeps a namespace reachable.
public sealed interface Handle {
    /// By `/proc/PID/ns/net`. `started` in clock ticks since the host's start: with the pid it names a process for
    /// ever.
    record Process(int pid, String command, long started) implements Handle {
        @Override
        public int rank() {
            return 2;
        }

        @Override
        public String type() {
            return "process";
        }

        @Override
        public String path() {
            return of(pid, "/ns/net");
        }
    }

    /// A thread that lives in another namespace than its process. `command`: the process's.
    record Thread(int pid, int tid, String command) implements Handle {
        @Override
        public int rank() {
            return 4;
        }

        @Override
        public String type() {
            return "thread";
        }

        @Override
        public String path() {
            return of(pid, "/task/" + tid + "/ns/net");
        }
    }

    /// A file of the namespace that a process has open.
    record Descriptor(int pid, int fd, String command) implements Handle {
        @Override
        public int rank() {
            return 5;
        }

        @Override
        public String type() {
            return "descriptor";
        }

        @Override
        public String path() {
            return of(pid, "/fd/" + fd);
        }
    }

    /// A socket in it of a process that lives elsewhere. `inode`: the socket's.
    record Socket(int pid, int fd, long inode, String command) implements Handle {
        @Override
        public int rank() {
            return 6;
        }

        @Override
        public String type() {
            return "socket";
        }

        @Override
        public String path() {
            return of(pid, "/fd/" + fd);
        }
    }

    /// A bind mount of the namespace on a file. `mountNamespace`: the inode of the mount namespace in which it
    /// lies; 0: in that of sonde. A path in another begins with `/proc/PID/root`.
    record File(String path, long mountNamespace) implements Handle {
        @Override
        public int rank() {
            return mountNamespace == 0 ? 0 : isEngines() ? 1 : 3;
        }

        @Override
        public String type() {
            return "file";
        }

        /// As it is called in its own mount namespace.
        public String inner() {
            return path.substring(innerAt());
        }

        private int innerAt() {
            int root = mountNamespace != 0 && path.startsWith("/proc/") ? path.indexOf("/root/") : -1;
            return root < 0 ? 0 : root + "/root".length();
        }

        /// Whether it is the same file of the same mount namespace, by whichever process its path leads there.
        public boolean samePlace(File other) {
            int at = innerAt();
            int length = path.length() - at;
            int its = other.innerAt();
            return mountNamespace == other.mountNamespace
                    && length == other.path.length() - its
                    && path.regionMatches(at, other.path, its, length);
        }

        /// Whether it lies in a folder where engines keep namespaces: `/run/netns`, `/run/docker/netns`.
        public boolean isEngines() {
            return path.indexOf("/netns/", innerAt()) >= 0;
        }
    }

    /// The other end of links lies in it; nothing else leads there. `netns`: the inode of the namespace in which
    /// they are, `nsid`: the id by which that one knows it.
    record VethPeer(long netns, int nsid) implements Handle {
        @Override
        public int rank() {
            return 7;
        }

        @Override
        public String type() {
            return "peer";
        }

        @Override
        public String path() {
            return "";
        }
    }

    /// The kernel's own list has it; nothing else leads there.
    record Listed(long cookie) implements Handle {
        @Override
        public int rank() {
            return 7;
        }

        @Override
        public String type() {
            return "listed";
        }

        @Override
        public String path() {
            return "";
        }
    }

    /// The file by which to go in; empty: there is none.
    String path();

    /// What people call its kind.
    String type();

    /// Which of several ways in is the best: that which lasts longest and says most has the least. An engine's file
    /// outlives the processes, also where it lies in another mount namespace.
    int rank();

    private static String of(int pid, String file) {
        return "/proc/".concat(Integer.toString(pid)).concat(file);
    }
}

package dev.sonde.cli.document;

import dev.sonde.core.model.Handle;
import java.util.ArrayList;
import java.util.List;

/// A way into a namespace. `path`: by which to go in; empty where there is none.
public sealed interface HandleDocument extends Document {
    String path();

    record Process(String type, int pid, String command, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("pid", pid).member("command", command);
            to.member("path", path);
        }
    }

    record Thread(String type, int pid, int tid, String command, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("pid", pid).member("tid", tid);
            to.member("command", command).member("path", path);
        }
    }

    record Descriptor(String type, int pid, int fd, String command, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("pid", pid).member("fd", fd);
            to.member("command", command).member("path", path);
        }
    }

    record Socket(String type, int pid, int fd, long socket, String command, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("pid", pid).member("fd", fd);
            to.member("socket", socket).member("command", command).member("path", path);
        }
    }

    record File(String type, long mountNamespace, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("mountNamespace", mountNamespace).member("path", path);
        }
    }

    record Peer(String type, long of, int nsid, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("of", of).member("nsid", nsid);
            to.member("path", path);
        }
    }

    record Listed(String type, String path) implements HandleDocument {
        @Override
        public void members(JsonWriter to) {
            to.member("type", type).member("path", path);
        }
    }

    static List<HandleDocument> of(List<Handle> handles) {
        List<HandleDocument> all = new ArrayList<>(handles.size());
        for (Handle h : handles) {
            all.add(of(h));
        }
        return all;
    }

    private static HandleDocument of(Handle handle) {
        String type = handle.type();
        String path = handle.path();
        // No switch over types: it is made anew at every start.
        if (handle instanceof Handle.Process p) {
            return new Process(type, p.pid(), p.command(), path);
        }
        if (handle instanceof Handle.File f) {
            return new File(type, f.mountNamespace(), path);
        }
        if (handle instanceof Handle.Thread t) {
            return new Thread(type, t.pid(), t.tid(), t.command(), path);
        }
        if (handle instanceof Handle.Descriptor d) {
            return new Descriptor(type, d.pid(), d.fd(), d.command(), path);
        }
        if (handle instanceof Handle.Socket s) {
            return new Socket(type, s.pid(), s.fd(), s.inode(), s.command(), path);
        }
        return handle instanceof Handle.VethPeer p ? new Peer(type, p.netns(), p.nsid(), path) : new Listed(type, path);
    }
}

package dev.sonde.lab;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Reply;
import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.PortState;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.RequestKind;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A lab that is changed after it was made: a process of the sensor is inside it and does what is asked here.
public final class Workbench {

    private final Live live;
    private final String lab;

    /// A namespace that was opened: its number in the lab, and the fd of the process inside.
    private record Place(int number, int fd) {}

    /// By the names of their files.
    private final Map<String, Place> opened = new HashMap<>();

    /// Joins the lab; nobody else changes it until this process ends.
    public Workbench(Live live, String lab) {
        this.live = live;
        this.lab = lab;
        Reply reply = live.ask(RequestKind.LAB_JOIN, 0, LabBuilder.string(lab));
        if (reply.failed()) {
            int errno = reply.errno();
            throw switch (errno) {
                case Errno.ENOENT ->
                    new LabException("there is no lab " + lab, "to make it: sonde lab up --name " + lab);
                case Errno.ESRCH ->
                    new LabException("the lab " + lab + " is dead", "to forget it: " + LabBuilder.down(lab));
                case Errno.EAGAIN ->
                    new LabException("another command works on the lab " + lab + " just now", "wait for it");
                default -> LabBuilder.failed("go into the lab " + lab, reply);
            };
        }
    }

    void carryOut(String file, Batch batch) {
        carryOut(file, batch.take());
    }

    /// Carries out netlink messages in the namespace of this file, in turn; the first that fails is the last.
    void carryOut(String file, byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] m : messages) {
            all.writeBytes(m);
        }
        done(file, live.ask(RequestKind.LAB_DO, open(file), LabBuilder.string(all.toByteArray())));
    }

    /// Removes what somebody, another fault, or the kernel by itself, may have removed before.
    void takeAway(String file, byte[]... messages) {
        for (byte[] m : messages) {
            tryOut(file, m, GONE);
        }
    }

    /// What the kernel says of a row, a link, an address that is not there.
    private static final Set<Integer> GONE = Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EADDRNOTAVAIL);

    /// Lets the port of a bridge forward. One that is down, or no port just now, does so as soon as it is one again.
    void forward(String file, int port) {
        byte[] message = Messages.portState(port, PortState.FORWARDING);
        tryOut(file, message, Set.of(Errno.ENETDOWN, Errno.EOPNOTSUPP));
    }

    /// Takes the row of a MAC behind a port away, if there is one and the port is one.
    void forget(String file, LabState.Plug p) {
        byte[] message = Messages.noStation(p.port(), LinkAddress.parse(p.mac()));
        tryOut(file, message, Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EOPNOTSUPP));
    }

    /// One message, of whose failures some are none.
    private void tryOut(String file, byte[] message, Set<Integer> fine) {
        Reply reply = live.ask(RequestKind.LAB_DO, open(file), LabBuilder.string(message));
        if (!reply.failed() || !fine.contains(reply.errno())) {
            done(file, reply);
        }
    }

    private static void done(String file, Reply reply) {
        if (reply.failed()) {
            String words = KernelAnswer.text(reply.bytes());
            throw new LabException(
                    "cannot change " + file + ": request " + KernelAnswer.place(reply.bytes()) + " to the kernel: "
                            + Errno.text(reply.errno()) + (words.isEmpty() ? "" : ": " + words),
                    BY_HAND);
        }
    }

    private static final String BY_HAND =
            "somebody changed it by hand: sonde lab mend takes faults back; to start again: sonde lab down, then up";

    /// Carries out a batch of nf_tables messages in the namespace of this file.
    void filter(String file, byte[] batch) {
        filtered(file, live.ask(RequestKind.LAB_FILTER, open(file), LabBuilder.string(batch)));
    }

    /// Removes from the firewall what somebody may have removed before.
    void unfilter(String file, byte[] batch) {
        Reply reply = live.ask(RequestKind.LAB_FILTER, open(file), LabBuilder.string(batch));
        if (!reply.failed() || reply.errno() != Errno.ENOENT) {
            filtered(file, reply);
        }
    }

    private void filtered(String file, Reply reply) {
        if (reply.failed()) {
            throw LabBuilder.failed("change the firewall of " + file + " in the lab " + lab, reply);
        }
    }

    /// Makes a namespace that this file keeps.
    void make(String file) {
        place(file, ask(RequestKind.LAB_NETNS, 0, LabBuilder.string(file), "make the namespace " + file));
    }

    /// Makes an ordinary file among those of the namespaces.
    void leave(String file) {
        ask(RequestKind.LAB_LEAVE, 0, LabBuilder.string(file), "make the file " + file);
    }

    /// Removes a file, and the namespace that nothing else keeps; somebody may have done so before.
    void remove(String file) {
        Reply reply = live.ask(RequestKind.LAB_REMOVE, 0, LabBuilder.string(file));
        if (reply.failed() && reply.errno() != Errno.ENOENT) {
            throw LabBuilder.failed("remove the file " + file + " in the lab " + lab, reply);
        }
    }

    /// Stores the lab's document anew.
    public void store(LabState state) {
        LabBuilder.store(live, state.toJson());
    }

    private int open(String file) {
        return reach(file).number;
    }

    /// The fd by which the process inside the lab holds a namespace, for IFLA_NET_NS_FD.
    int fd(String file) {
        return reach(file).fd;
    }

    private Place reach(String file) {
        Place known = opened.get(file);
        return known != null
                ? known
                : place(file, ask(RequestKind.LAB_OPEN, 0, LabBuilder.string(file), "open the namespace " + file));
    }

    private Place place(String file, Reply reply) {
        Place place = new Place((int) reply.result(), LabBuilder.fd(reply, file));
        opened.put(file, place);
        return place;
    }

    private Reply ask(int kind, int origin, byte[] payload, String what) {
        Reply reply = live.ask(kind, origin, payload);
        if (reply.failed()) {
            throw LabBuilder.failed(what + " in the lab " + lab, reply);
        }
        return reply;
    }
}

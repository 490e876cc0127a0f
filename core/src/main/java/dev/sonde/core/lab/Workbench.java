package dev.sonde.core.lab;

import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.Live;
import dev.sonde.core.stream.Reply;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/// A lab that is changed after it was made: a process of the sensor is inside it and does what is asked here.
public final class Workbench {
    private static final int EAGAIN = 11;

    private final Live live;
    private final String lab;

    /// Numbers of the namespaces that were opened, by the names of their files.
    private final Map<String, Integer> opened = new HashMap<>();

    /// Joins the lab; nobody else changes it until this process ends.
    public Workbench(Live live, String lab) {
        this.live = live;
        this.lab = lab;
        Reply reply = live.ask(Frame.LAB_JOIN, 0, LabBuilder.string(lab));
        if (reply.failed()) {
            int errno = reply.errno();
            throw switch (errno) {
                case Errnos.ENOENT ->
                    new LabException("there is no lab " + lab, "to make it: sonde lab up --name " + lab);
                case Errnos.ESRCH ->
                    new LabException("the lab " + lab + " is dead", "to forget it: " + LabBuilder.down(lab));
                case EAGAIN -> new LabException("another command works on the lab " + lab + " just now", "wait for it");
                default -> LabBuilder.failed("go into the lab " + lab, reply);
            };
        }
    }

    /// Carries out netlink messages in the namespace of this file, in turn; the first that fails is the last.
    void carryOut(String file, byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] m : messages) {
            all.writeBytes(m);
        }
        Reply reply = live.ask(Frame.LAB_DO, open(file), LabBuilder.string(all.toByteArray()));
        if (reply.failed()) {
            String words = KernelAnswer.text(reply.bytes());
            throw new LabException(
                    "cannot change " + file + ": request " + KernelAnswer.place(reply.bytes()) + " to the kernel: "
                            + Errnos.text(reply.errno()) + (words.isEmpty() ? "" : ": " + words),
                    "");
        }
    }

    /// Carries out a batch of nf_tables messages in the namespace of this file.
    void filter(String file, byte[] batch) {
        ask(Frame.LAB_FILTER, open(file), LabBuilder.string(batch), "change the packet filter of " + file);
    }

    /// Makes a namespace that this file keeps.
    void make(String file) {
        Reply reply = ask(Frame.LAB_NETNS, 0, LabBuilder.string(file), "make the namespace " + file);
        opened.put(file, (int) reply.result());
    }

    /// Makes an ordinary file among those of the namespaces.
    void leave(String file) {
        ask(Frame.LAB_LEAVE, 0, LabBuilder.string(file), "make the file " + file);
    }

    /// Removes a file, and the namespace that nothing else keeps.
    void remove(String file) {
        ask(Frame.LAB_REMOVE, 0, LabBuilder.string(file), "remove the file " + file);
    }

    /// Stores the lab's document anew.
    public void store(LabState state) {
        LabBuilder.store(live, state.toJson());
    }

    private int open(String file) {
        Integer number = opened.get(file);
        if (number == null) {
            Reply reply = ask(Frame.LAB_OPEN, 0, LabBuilder.string(file), "open the namespace " + file);
            number = (int) reply.result();
            opened.put(file, number);
        }
        return number;
    }

    private Reply ask(int kind, int origin, byte[] payload, String what) {
        Reply reply = live.ask(kind, origin, payload);
        if (reply.failed()) {
            throw LabBuilder.failed(what + " in the lab " + lab, reply);
        }
        return reply;
    }
}

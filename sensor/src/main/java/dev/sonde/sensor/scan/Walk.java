package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.reader.Reader;

/// Has `/proc` read, and goes on behind a process that is silent: of its kind nothing is read from then on that may
/// block, and where several kinds were silent, of nobody. Each is told.
final class Walk {
    private static final byte[] PROC = Bytes.of("/proc");
    private static final byte[] OTHERS = Bytes.of("command lines and sockets of further processes");

    private final Frames frames;
    private final Reader reader;
    private final Merge merge;
    private final Careful careful;
    private final Processes processes;
    private final byte[] path = new byte[64];

    Walk(Kernel kernel, Frames frames, Handles handles, Reader reader, Merge merge, int analysis) {
        this.frames = frames;
        this.reader = reader;
        this.merge = merge;
        this.careful = new Careful(kernel);
        this.processes = new Processes(kernel, frames, handles, reader, careful, analysis);
    }

    /// `bits` of SCAN; `ours`: the inode of our own namespace.
    @Bounded("once for each child that is silent")
    void run(int bits, long ours) {
        reader.begin();
        careful.begin();
        processes.begin(bits, merge.self(), 0);
        int r = reader.run(processes, merge, false);
        while (r == Reader.LOST && !careful.isAll()) {
            int stuck = reader.stuck();
            frames.gap(Reader.SILENT, path, Processes.way(path, stuck, ""), Errno.ETIMEDOUT);
            if (reader.patient()) {
                careful.add(stuck, ours);
            } else {
                frames.gap(Reader.SILENT, OTHERS, Errno.ETIMEDOUT);
                careful.all();
            }
            merge.again();
            processes.begin(bits, merge.self(), merge.last());
            r = reader.run(processes, merge, false);
        }
        if (r < 0) {
            reader.gap(r, PROC);
        }
    }
}

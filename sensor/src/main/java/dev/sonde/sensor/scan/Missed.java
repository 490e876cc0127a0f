package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;

/// Counts what could not be looked at in one place of `/proc`, for one GAP frame: `PLACE of N`.
final class Missed {
    private final Frames frames;
    private final String operation;
    private final byte[] place;
    private final byte[] text = new byte[96];
    private int count;
    private int errno;
    private int beyond;

    Missed(Frames frames, String operation, byte[] place) {
        this.frames = frames;
        this.operation = operation;
        this.place = place;
    }

    void begin() {
        count = 0;
        beyond = 0;
        errno = 0;
    }

    /// One more, with -errno. What has ended meanwhile is not missed; `-E2BIG`: it is beyond what one scan looks at.
    void one(int r) {
        if (r == -Errno.E2BIG) {
            beyond++;
        } else if (r != -Errno.ENOENT && r != -Errno.ESRCH) {
            count++;
            errno = errno == 0 ? -r : errno;
        }
    }

    /// The GAP frames, if anything was missed.
    void tell() {
        tell(count, errno);
        tell(beyond, Errno.E2BIG);
    }

    private void tell(int n, int why) {
        if (n == 0) {
            return;
        }
        Bytes.copy(place, 0, text, 0, place.length);
        int end = Processes.put(text, place.length, " of ");
        end = Bytes.digits(text, end, n);
        frames.begin(FrameKind.GAP, 0, 128 + end);
        frames.string(operation).string(text, 0, end).failed(why).end();
    }
}

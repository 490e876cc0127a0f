package dev.sonde.sensor.frames;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A stream as a test reads it: strictly, by docs/frames.md.
public record Stream(List<Frame> frames, boolean whole) {
    public record Frame(int kind, int flags, int origin, int errno, int request, byte[] payload) {
        public boolean flagged() {
            return (flags & (FrameFlag.FAILED | FrameFlag.CUT | FrameFlag.INTERRUPTED)) != 0 && !unused()
                    || kind == FrameKind.GAP
                    || unknownUser();
        }

        /// Transforms, which nobody made in a fake kernel.
        private boolean unused() {
            String text = new String(payload, StandardCharsets.ISO_8859_1);
            return kind == FrameKind.FILE && errno == Errno.ENOENT && text.startsWith("xfrm/", Integer.BYTES);
        }

        /// A process whose user namespace could not be read: 0 says so.
        private boolean unknownUser() {
            return kind == FrameKind.PROCESS && Bytes.i64(payload, 24) == 0;
        }

        public boolean goesOn() {
            return (flags & FrameFlag.MORE) != 0;
        }

        @Override
        public String toString() {
            return "kind " + kind + " flags " + flags + " origin " + origin + " errno " + errno + " bytes "
                    + payload.length;
        }

        /// Kind, origin and bytes: what must be the same when nothing went wrong.
        String facts() {
            return kind + " " + origin + " " + flags + " " + new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /// Reads what there is; a stream may be cut off, but never wrong.
    public static Stream of(byte[] b) {
        List<Frame> frames = new ArrayList<>();
        if (b.length < 8) {
            return new Stream(frames, false);
        }
        assertThat(new String(b, 0, 6, StandardCharsets.ISO_8859_1)).isEqualTo("SONDE\0");
        int at = 8;
        while (b.length - at >= Header.SIZE) {
            int length = Bytes.i32(b, at);
            assertThat(length).as("length of the frame at %d", at).isBetween(Header.SIZE, 1 << 24);
            if (length > b.length - at) {
                break;
            }
            frames.add(new Frame(
                    Bytes.u16(b, at + 4),
                    Bytes.u16(b, at + 6),
                    Bytes.i32(b, at + 8),
                    Bytes.i32(b, at + 12),
                    Bytes.i32(b, at + 16),
                    Bytes.sub(b, at + Header.SIZE, length - Header.SIZE)));
            at += length;
        }
        boolean whole = at == b.length && !frames.isEmpty() && frames.getLast().kind() == FrameKind.DONE;
        return new Stream(frames, whole);
    }

    public boolean flagged() {
        return frames.stream().anyMatch(Frame::flagged);
    }

    /// Every row of every table belongs to the namespace that its frame names.
    public void assertAttribution() {
        Map<Integer, Long> inos = new HashMap<>();
        for (Frame f : frames) {
            if (f.kind() == FrameKind.NETNS) {
                inos.put(f.origin(), Bytes.i64(f.payload(), 8));
            }
            if (f.kind() == FrameKind.FILE && f.origin() != 0 && !f.flagged()) {
                byte[] b = f.payload();
                int at = 4 + Bytes.i32(b, 0);
                String text = new String(b, at, b.length - at, StandardCharsets.ISO_8859_1);
                assertThat("namespace " + inos.get(f.origin()))
                        .as("file of namespace %d", f.origin())
                        .startsWith(text)
                        .matches(all -> f.goesOn() || all.equals(text) || text.isEmpty());
            }
            if (f.kind() == FrameKind.NETLINK) {
                for (Long ino : rows(f)) {
                    assertThat(ino).as("row of namespace %d", f.origin()).isEqualTo(inos.get(f.origin()));
                }
            }
        }
    }

    /// The bodies of the messages of a NETLINK frame that are rows.
    public static List<Long> rows(Frame f) {
        byte[] b = f.payload();
        List<Long> all = new ArrayList<>();
        int at = 4 + Bytes.i32(b, 0);
        while (b.length - at >= 24 && Bytes.i32(b, at) == 24) {
            if (Bytes.u16(b, at + 4) > 3) {
                all.add(Bytes.i64(b, at + 16));
            }
            at += 24;
        }
        return all;
    }

    public List<String> facts() {
        return frames.stream().map(Frame::facts).toList();
    }
}

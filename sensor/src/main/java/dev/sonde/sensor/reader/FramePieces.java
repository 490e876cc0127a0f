package dev.sonde.sensor.reader;

import dev.sonde.sensor.frames.FrameSink;

/// In the process that reads: frames as records, in pieces that fit.
final class FramePieces implements FrameSink {
    private static final int PIECE = Outlet.PACKET / 2;

    private final Outlet out;
    private final Record record = new Record();

    FramePieces(Outlet out) {
        this.out = out;
    }

    @Override
    public void frame(byte[] b, int from, int length) {
        int at = 0;
        while (at < length) {
            int piece = Math.min(PIECE, length - at);
            record.begin(Record.FRAMES);
            record.flags = at == 0 ? 1 : 0;
            record.a = length;
            record.text(b, from + at, piece);
            out.take(record);
            at += piece;
        }
    }
}

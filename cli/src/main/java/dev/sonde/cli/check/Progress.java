package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import java.util.function.Consumer;

/// Says on a terminal what is being done, from the first second on, in a line that goes away again.
final class Progress implements Consumer<String>, AutoCloseable {
    private static final long PATIENCE = 1000;
    private static final long PAUSE = 200;

    /// How the line waits for its time.
    interface Pause {
        void millis(long n) throws InterruptedException;
    }

    private final Console err;
    private final Pause pause;
    private final Thread painter;
    private volatile String what = "";

    /// Whether a line is there to be taken away.
    private volatile boolean painted;

    /// Nobody else writes to `err` until it is closed.
    Progress(Console err) {
        this(err, Thread::sleep);
    }

    Progress(Console err, Pause pause) {
        this.err = err;
        this.pause = pause;
        painter = err.terminal() ? Thread.ofPlatform().daemon().start(this::paint) : null;
    }

    @Override
    public void accept(String what) {
        this.what = what;
    }

    private void paint() {
        try {
            pause.millis(PATIENCE);
            String shown = "";
            while (true) {
                String now = what;
                if (!now.equals(shown)) {
                    err.text("\r\033[Ksonde check: ").name(now).text(" ...");
                    err.flush();
                    painted = true;
                    shown = now;
                }
                pause.millis(PAUSE);
            }
        } catch (InterruptedException e) {
            return; // it is done
        }
    }

    @Override
    public void close() {
        if (painter == null) {
            return;
        }
        painter.interrupt();
        try {
            painter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (painted) {
            err.text("\r\033[K");
            err.flush();
        }
    }
}

package dev.sonde.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// A program on a terminal of its own, made by `script`, with somebody in front of it.
final class Terminal implements AutoCloseable {
    private final Process process;
    private final StringBuilder shown = new StringBuilder();

    /// `command`: a line for a shell. It heeds signals, also where these tests are a shell's job in the background,
    /// which ignores some.
    Terminal(String command) {
        String heeded = "--default-signal=INT,QUIT,HUP,TERM,TSTP,TTIN,TTOU";
        try {
            process = new ProcessBuilder("env", heeded, "script", "-qefc", command, "/dev/null")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits until the terminal shows this text, and gives all that it shows.
    String until(String text) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        InputStream out = process.getInputStream();
        try {
            while (shown.indexOf(text) < 0) {
                if (out.available() > 0) {
                    shown.append(new String(out.readNBytes(out.available()), StandardCharsets.UTF_8));
                } else if (System.nanoTime() > end || !process.isAlive() && out.available() == 0) {
                    throw new AssertionError("never showed " + text + ":\n" + shown);
                } else {
                    Thread.sleep(10);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return shown.toString();
    }

    /// All that it shows after so many milliseconds.
    String later(int milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        InputStream out = process.getInputStream();
        try {
            while (System.nanoTime() < end) {
                shown.append(new String(out.readNBytes(out.available()), StandardCharsets.UTF_8));
                Thread.sleep(10);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return shown.toString();
    }

    void type(String text) {
        try {
            OutputStream in = process.getOutputStream();
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Its exit status, when it has ended; what it showed is in `all`.
    int end(StringBuilder all) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        InputStream out = process.getInputStream();
        try {
            while (process.isAlive() || out.available() > 0) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("still running:\n" + shown);
                }
                shown.append(new String(out.readNBytes(out.available()), StandardCharsets.UTF_8));
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.append(shown);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package dev.sonde.cli;

import dev.sonde.core.connection.FileRefused;
import dev.sonde.core.connection.Hello;
import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.NamedFiles;
import dev.sonde.core.connection.Recorded;
import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.StreamException;
import dev.sonde.core.target.Place;
import dev.sonde.core.target.TargetException;
import dev.sonde.core.target.Targets;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// What a command has: where the host is read from, and where results go.
public final class Context {
    private final Live live;
    private final NamedFiles named;

    /// The recordings that are read in the host's place.
    private final List<String> files;

    /// Whether recordings are announced on stderr: the tools that follow real ones say nothing of their own.
    private final boolean announces;

    private final Console out;
    private final Console err;
    private List<Source> sources;

    Context(Live live, NamedFiles named, List<String> files, boolean announces, Console out, Console err) {
        this.live = live;
        this.named = named;
        this.files = files;
        this.announces = announces;
        this.out = out;
        this.err = err;
    }

    public Console out() {
        return out;
    }

    public Console err() {
        return err;
    }

    /// Of the sensor that started us, also when the host is read from a file.
    public Hello hello() {
        return live.hello();
    }

    /// The sensor that started us, for commands that only it can carry out.
    public Live live() {
        return live;
    }

    /// The files that the command line names.
    public NamedFiles named() {
        return named;
    }

    public boolean recorded() {
        return !files.isEmpty();
    }

    /// One for each host: the sensor that started us, or the files of `--from`.
    public List<Source> sources() {
        if (sources == null) {
            sources = files.isEmpty() ? List.of(live) : read();
        }
        return sources;
    }

    private List<Source> read() {
        List<Source> all = new ArrayList<>();
        for (String file : files) {
            if (file.isEmpty()) {
                throw Failure.usage("--from: the name of the file is empty", "sonde collect -o FILE makes such a file");
            }
            try (InputStream in = named.open(file)) {
                Recorded recorded = new Recorded(in);
                all.add(recorded);
                if (announces) {
                    announce(file, recorded.hello());
                }
            } catch (IOException e) {
                throw new Failure("cannot read " + file + ": " + e.getMessage(), remedy(e));
            } catch (StreamException e) {
                throw new Failure(file + ": " + e.getMessage(), e.remedy());
            }
        }
        return all;
    }

    /// `FILE: recorded on HOST at 2026-11-29 19:12:03 UTC`
    private void announce(String file, Hello of) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(Math.floorDiv(of.realtimeNanos(), 1_000_000_000L), 0, ZoneOffset.UTC);
        err.text("sonde: ").name(file).text(": recorded on ").name(of.host()).text(" at ");
        err.text(time.toLocalDate().toString()).text(" ");
        digits(time.getHour()).text(":");
        digits(time.getMinute()).text(":");
        digits(time.getSecond()).text(" UTC\n");
        err.flush();
    }

    private Console digits(int number) {
        return err.text(number < 10 ? "0" : "").number(number);
    }

    /// What to do about a file that cannot be opened. The sensor reads it with the rights of the user who called, also
    /// under sudo.
    private String remedy(IOException why) {
        if (!(why instanceof FileRefused refused) || refused.errno() != Errno.EACCES) {
            return "sonde collect -o FILE makes such a file";
        }
        int uid = hello().uid();
        return "user " + uid + " may not read it: as root, chown " + uid + " FILE"
                + (hello().effectiveUid() == uid ? "" : " (sonde reads recordings as the user who called sudo)");
    }

    /// The namespace that `target` names; null: the one we run in. An error names what there is instead.
    public Place place(String target) {
        List<Source> all = sources();
        if (target == null) {
            if (all.size() > 1) {
                throw Failure.usage("which host? " + all.size() + " files are read", "name a target: -n host@NAME");
            }
            return Place.own(all.getFirst());
        }
        try {
            return Targets.resolve(all, target);
        } catch (TargetException e) {
            throw new Failure(e.getMessage(), e.remedy());
        }
    }

    /// All namespaces that `target` may mean; an error where there is none.
    public List<Place> places(String target) {
        try {
            return Targets.all(sources(), target);
        } catch (TargetException e) {
            throw new Failure(e.getMessage(), e.remedy());
        }
    }

    /// What to do about an errno of the kernel; empty when there is nothing in general. What a recording lacks no right
    /// of ours brings.
    public String remedy(int errno) {
        boolean denied = !recorded() && (errno == Errno.EPERM || errno == Errno.EACCES);
        return !denied ? "" : hello().effectiveUid() != 0 ? "run it as root: sudo sonde ..." : "";
    }
}

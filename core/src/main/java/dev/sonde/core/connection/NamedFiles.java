package dev.sonde.core.connection;

import java.io.IOException;
import java.io.InputStream;

/// The files that the command line names: the analysis opens none itself, the sensor hands their bytes on.
@FunctionalInterface
public interface NamedFiles {
    /// The bytes of a file, whose name stands on the command line. What cannot be read says why, in errno's words.
    InputStream open(String name) throws IOException;
}

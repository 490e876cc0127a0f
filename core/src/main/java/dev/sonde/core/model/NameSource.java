package dev.sonde.core.model;

/// Who gave a namespace its name.
public sealed interface NameSource {
    record ByEngine(EngineId id) implements NameSource {
        @Override
        public String label() {
            return id.label();
        }

        @Override
        public EngineId engine() {
            return id;
        }

        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof ByEngine b && b.id.equals(id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    /// What is so without anyone saying it.
    enum Seen implements NameSource {
        /// The host's namespace is that of process 1.
        PROCESS_ONE("process 1"),
        SONDE("sonde itself"),
        PROCESSES("processes"),
        HANDLES("handles");

        private final String label;

        Seen(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }

    /// What people call it.
    String label();

    /// The engine; null where the name is none's.
    default EngineId engine() {
        return null;
    }
}

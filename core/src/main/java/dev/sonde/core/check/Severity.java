package dev.sonde.core.check;

/// How bad a finding is: of an error packets are lost; of a warning they may be.
public enum Severity {
    ERROR("error"),
    WARNING("warning");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}

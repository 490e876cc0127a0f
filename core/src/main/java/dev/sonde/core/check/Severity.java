package dev.sonde.core.check;

/// How bad a finding is: of an error packets are lost for sure; of a warning they may be, now or later; what is
/// only untidy is worth knowing.
public enum Severity {
    ERROR("error"),
    WARNING("warning"),
    INFO("info");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}

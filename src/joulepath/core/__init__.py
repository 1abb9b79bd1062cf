"""The kernel: quantities, operations, formulas, traces and trees. It knows no domain."""

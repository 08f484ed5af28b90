"""The channel kinds, one module or package each; its name is the `kind` in the configuration."""

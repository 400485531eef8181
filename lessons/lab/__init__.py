"""JupyterLab as the kit opens it: its settings, the start, and putting a lesson back."""

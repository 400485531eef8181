"""The lessons' kernels: what starts them, and a process that has done the slow part before."""

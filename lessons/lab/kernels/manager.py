"""The server's kernels, and how they end when it stops."""

import asyncio
from collections.abc import Awaitable

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from lessons.lab.kernels.provisioner import WaitingProvisioner

PATIENCE = 20.0
"""Seconds that kernels may take to end; what is left then ends with the server by itself."""


class LessonKernels(AsyncMappingKernelManager):
    """As JupyterLab's own, but a server with a kernel on its way can be stopped.

    The original asks for each kernel that is on its way, or that could not be started, as for one
    that runs. It finds none, and the server that was told to stop never does.
    """

    async def shutdown_all(self, now: bool = False) -> None:  # type: ignore[override]
        """End all kernels, since the server stops.

        What is on its way is waited for first. It is not to wait in turn for the process that makes
        kernels, and so is an ordinary kernel at once.
        """
        WaitingProvisioner.stop()
        try:
            async with asyncio.timeout(PATIENCE):
                await settled(*self._pending_kernels.values())
                running = self.list_kernel_ids()
                await settled(*(self._ended(each, now=now) for each in running))
        except TimeoutError:
            self.log.warning("Some kernels did not end in time; they end with the server.")

    async def _ended(self, kernel: str, *, now: bool) -> None:
        await self.shutdown_kernel(kernel, now=now)  # type: ignore[no-untyped-call]


async def settled(*ways: Awaitable[object]) -> None:
    """Wait until all has been done or has failed."""
    await asyncio.gather(*ways, return_exceptions=True)

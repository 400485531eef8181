"""Who answers: a nickname is asked for once, and may be left out."""

from typing import Any

from lessons.kit.cards import messages
from lessons.kit.cards.messages import NOBODY, Keep, SignInState, Skip, ToSignIn, meant
from lessons.kit.catalogue import say
from lessons.kit.record import Record, RecordError


class SignIn:
    """The question for a nickname: a message comes in, a state goes out.

    Parameters
    ----------
    record : Record, optional
        Where the nickname is kept; by default the learner's own record.

    Attributes
    ----------
    state : dict
        As :class:`~lessons.kit.cards.messages.SignInState` says it.
    """

    def __init__(self, record: Record | None = None) -> None:
        self.record: Record | None = record
        self.state: dict[str, Any] = messages.state(SignInState(name="", said="", error="", turn=0))
        try:
            self.record = record or Record.open()
            self._tell(self.record.learner(), self.record.notice)
        except RecordError as problem:
            self._refuse(str(problem))

    def receive(self, message: Any) -> dict[str, Any]:
        """Keep a nickname; whatever else arrives is left alone.

        Parameters
        ----------
        message : JSON value
            One of :data:`~lessons.kit.cards.messages.ToSignIn`, such as
            ``{"do": "keep", "name": …}``.

        Returns
        -------
        dict
            The state that follows.
        """
        match meant(message, ToSignIn):
            case Keep(name=name):
                self._keep(name)
            case Skip():
                self._keep(NOBODY)
        return self.state

    def _keep(self, name: str) -> None:
        if self.record is None:
            self._refuse(self.state["error"])
            return
        try:
            before = self.record.learner()
            kept = self.record.set_learner(name)
        except RecordError as problem:
            self._refuse(str(problem))
            return
        changed = bool(before) and before != kept
        said = "cards.signin.again" if changed else "cards.signin.kept"
        self._tell(kept, say(said, name=kept))

    def _tell(self, name: str, said: str) -> None:
        self._state(name=name, said=said, error="")

    def _refuse(self, error: str) -> None:
        self._state(name=self.state["name"], said=self.state["said"], error=error)

    def _state(self, **what: str) -> None:
        self.state = messages.state(SignInState(turn=self.state["turn"] + 1, **what))

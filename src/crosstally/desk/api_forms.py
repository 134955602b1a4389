"""What other programs send to the desk and get from it, as the published OpenAPI says it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from crosstally.desk.models import LONGEST_AREA
from crosstally.desk.scopes import Scope
from crosstally.desk.states import Role
from crosstally.desk.telling import LONGEST_MESSAGE
from crosstally.election.definition import SourceKind, Stage
from crosstally.election.document import Moment

MOST_INVITED = 200
MOST_MESSAGES = 100
Sentence = Annotated[str, StringConstraints(max_length=200)]
_Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
]
"""A text in one line."""


class Trouble(Schema):
    """One thing that was wrong, for a person."""

    message: str
    where: str | None = Field(None, description="File and line, header, or key of the request.")
    read: str | None = Field(None, description="What was read there.")
    expected: str | None = Field(None, description="What was expected.")
    hint: str | None = Field(None, description="What to do.")
    count: int | None = Field(None, description="How many places share this problem.")


class Refusal(Schema):
    """Why nothing was done: everything that was wrong, not the first thing alone."""

    errors: list[Trouble]


class TokenSeen(Schema):
    """What a token opens."""

    handle: str = Field(description="How lists and the journal name it; no secret.")
    scopes: list[Scope] = Field(description="As far as its person's role has them today.")
    role: str = Field(description="Of the person in whose name the program acts.")
    area: str = Field(description="Their area's id; empty for the whole election.")
    contest: str = Field(description="The contest of the desk.")
    expires_at: datetime


class BroughtIn(Schema):
    """What became of a file."""

    file: str = Field(description="Where it stands in the election folder.")
    sha256: str = Field(description="Of the bytes that came.")
    rows: int = Field(description="Areas, or rows of returns.")
    changed: bool = Field(description="False where the very same stood there already.")


class OfficialQuery(Schema):
    """Whose official returns come, and of which act."""

    source: _Line = Field(
        description="An authority: the id or the name of a source of the election, or a new name."
    )
    stage: Stage = Field(Stage.COUNT, description="Which act the figures come from.")
    at: Moment | None = Field(
        None, description="As of when: a day or a moment, such as 2024-05-12T20:00."
    )


class Guest(Schema):
    """Somebody to invite."""

    model_config = ConfigDict(extra="forbid")

    role: Literal[Role.ADMINISTRATOR, Role.COORDINATOR, Role.TYPIST, Role.ARBITER, Role.AUDITOR]
    area: Annotated[str, StringConstraints(max_length=LONGEST_AREA)] | None = Field(
        None,
        description="Of a coordinator alone: the id or name of an area; left out, the whole "
        "election.",
    )
    coordinator: Annotated[str, StringConstraints(max_length=80)] | None = Field(
        None, description="Of a typist or an arbiter: the name of whom they answer to."
    )
    reference: Sentence | None = Field(
        None, description="Yours: it comes back beside the link, and is not kept."
    )


class Guests(Schema):
    """People to invite: all are, or none."""

    model_config = ConfigDict(extra="forbid")

    invitations: list[Guest] = Field(min_length=1, max_length=MOST_INVITED)


class Link(Schema):
    """An invitation: whoever has the link joins, once and in time."""

    role: str
    reference: str | None = None
    link: str = Field(description="Shown here and never again.")


class Links(Schema):
    """The invitations in the order they were asked for."""

    invitations: list[Link]
    expire_at: datetime


class Message(Schema):
    """A message with figures, as it came."""

    model_config = ConfigDict(extra="forbid")

    id: _Line = Field(description="Yours: it comes back beside the answer, and is not kept.")
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE)] = Field(
        description="STATION FIGURE FIGURE … CHECK, the figures in the sheet's order."
    )


class Messages(Schema):
    """Messages, each for itself."""

    model_config = ConfigDict(extra="forbid")

    messages: list[Message] = Field(min_length=1, max_length=MOST_MESSAGES)


class Reply(Schema):
    """What became of a message."""

    id: str
    state: Literal["taken", "known", "refused", "later"] = Field(
        description="later: send it once more. known: it was taken down before."
    )
    answer: str = Field(description="For whoever sent it: what was understood, or what is wrong.")


class Replies(Schema):
    """What became of messages, in their order."""

    messages: list[Reply]


class FolderQuery(Schema):
    """As what the settled sheets stand in the election folder."""

    source: _Line = Field("desk", description="A source's id, or the name of a new one.")
    kind: SourceKind | None = Field(None, description="What a new source is; left out, observer.")
